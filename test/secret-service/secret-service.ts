import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAMS = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon', 'secret-tool'];

/** Whether a Secret Service of one's own can be started here; says on standard error how, where it cannot. */
export function hasSecretService(): boolean {
  const missing = PROGRAMS.filter((program) => spawnSync(program, ['--version']).error !== undefined);
  if (process.platform === 'linux' && missing.length === 0) return true;
  process.stderr.write(
    'Skipped: no Secret Service to test with. On Debian: apt-get install gnome-keyring dbus libsecret-tools\n',
  );
  return false;
}

/** A GNOME Keyring on a bus and with a home of its own: nobody's real keychain is touched. */
export interface SecretService {
  /** What a process needs to find it. */
  env: Record<string, string>;
  /** Locks the keyring, as leaving the desk does; nobody is there to answer its prompt. */
  lock(): void;
  /** Logs in anew: the keyring is open again. */
  unlock(): Promise<void>;
  /** What is kept for an account of the program "Flowbench"; undefined where there is nothing. */
  find(account: string): string | undefined;
  /** The accounts of "Flowbench" that something is kept for. */
  accounts(): string[];
  /** Takes every entry of "Flowbench" out, as a person cleaning up would. */
  empty(): void;
  close(): Promise<void>;
}

export async function startSecretService(): Promise<SecretService> {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-keyring-'));
  await mkdir(join(folder, 'run'), { mode: 0o700 });
  const env = {
    PATH: process.env.PATH ?? '',
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}`,
    HOME: folder,
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
  };
  let bus = await startBus(env, folder);
  const tool = (...args: string[]) => spawnSync('secret-tool', args, { env, encoding: 'utf8' });
  return {
    env,
    lock() {
      const service = 'org.freedesktop.secrets';
      execFileSync(
        'dbus-send',
        [
          '--session',
          '--print-reply',
          `--dest=${service}`,
          '/org/freedesktop/secrets',
          'org.freedesktop.Secret.Service.Lock',
          'array:objpath:/org/freedesktop/secrets/collection/login',
        ],
        { env },
      );
    },
    async unlock() {
      await stop(bus);
      bus = await startBus(env, folder);
    },
    find: (account) => tool('lookup', 'service', 'Flowbench', 'username', account).stdout || undefined,
    accounts() {
      const { stdout, stderr } = tool('search', '--all', 'service', 'Flowbench');
      return [...`${stdout}\n${stderr}`.matchAll(/^attribute\.username = (.*)$/gm)].map(
        ([, name]) => name ?? '',
      );
    },
    empty: () => void tool('clear', 'service', 'Flowbench'),
    async close() {
      await stop(bus);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A message bus with an unlocked keyring on it; the keyring ends with its bus. */
async function startBus(env: Record<string, string>, folder: string): Promise<ChildProcess> {
  await rm(join(folder, 'bus'), { force: true });
  const bus = spawn(
    'dbus-daemon',
    ['--session', '--nofork', '--print-address=1', `--address=${env.DBUS_SESSION_BUS_ADDRESS}`],
    { env, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  await once(bus.stdout, 'data');
  // It goes into the background when it is ready.
  const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keyring.stdin.end('a password of tests');
  await once(keyring, 'exit');
  return bus;
}

async function stop(process: ChildProcess): Promise<void> {
  process.kill();
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
}
