import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DOVECOT = '/usr/sbin/dovecot';
/** User and group that the mail belongs to: Dovecot serves none that belongs to root. */
const NOBODY = 65_534;

/** Whether a real IMAP server can be started here: Dovecot, which wants to be started by root. */
export function hasImapServer(): boolean {
  try {
    accessSync(DOVECOT);
    if (process.getuid?.() === 0) return true;
  } catch {}
  process.stderr.write('skipped: tests of mail want Dovecot (apt install dovecot-imapd) and root\n');
  return false;
}

/** A Dovecot of its own on a free port, with the user `ann` and the password `secret`. */
export class ImapServer {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #dir: string;

  private constructor(port: number, process: ChildProcess, dir: string) {
    this.port = port;
    this.#process = process;
    this.#dir = dir;
  }

  static async start(): Promise<ImapServer> {
    const dir = await mkdtemp(join(tmpdir(), 'flowbench-imap-'));
    // What checks passwords runs as somebody else.
    await chmod(dir, 0o755);
    const port = await freePort();
    for (const name of ['run', 'state', 'mail']) await mkdir(join(dir, name), { mode: 0o755 });
    await chown(join(dir, 'mail'), NOBODY, NOBODY);
    await writeFile(join(dir, 'users'), 'ann:{PLAIN}secret\n');
    await writeFile(join(dir, 'dovecot.conf'), configuration(dir, port));
    const child = spawn(DOVECOT, ['-F', '-c', join(dir, 'dovecot.conf')], { stdio: 'ignore' });
    const server = new ImapServer(port, child, dir);
    while (!(await isOpen(port))) {
      if (child.exitCode !== null) throw new Error(`dovecot ended with ${child.exitCode}`);
      await new Promise(setImmediate);
    }
    return server;
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    await rm(this.#dir, { recursive: true, force: true });
  }
}

function configuration(dir: string, port: number): string {
  return `protocols = imap
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
ssl = no
disable_plaintext_auth = no
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
mail_location = maildir:${dir}/mail
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = ${dir}/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${dir}/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}
