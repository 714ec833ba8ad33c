import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '..', '..');

export interface EngineOptions {
  /** Texts of the workspace's files by path. */
  files?: Readonly<Record<string, string>>;
  /** A folder whose content is copied into the workspace. */
  copy?: string;
  /** Lets every flow run without asking. */
  trust?: boolean;
}

/** An engine in a process of its own, on a workspace of its own. */
export interface RunningEngine {
  /** Where the window is, with the token. */
  address: string;
  /** Absolute path of the workspace. */
  workspace: string;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Ends the process at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same folders and port. */
  start(): Promise<void>;
  /** Ends it in good order and removes its folders. */
  close(): Promise<void>;
}

/** Starts an engine that serves the window. The port is fixed, so that the token outlives a restart. */
export async function startEngine(options: EngineOptions = {}): Promise<RunningEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-e2e-'));
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  if (options.copy !== undefined) await cp(options.copy, workspace, { recursive: true });
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  };
  for (const [path, text] of Object.entries(options.files ?? {})) await put(path, text);
  const folders = ['--workspace', workspace, '--data-dir', join(folder, 'data')];
  const trust = options.trust ? ['--trust'] : [];
  const args = ['serve', '--json', '--no-open', '--port', String(await freePort()), ...trust, ...folders];
  let engine: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    if (!engine || engine.exitCode !== null || engine.signalCode !== null) return;
    const gone = once(engine, 'exit');
    engine.kill(signal);
    await gone;
  };
  const start = async (): Promise<string> => {
    engine = spawn(process.execPath, [join(ROOT, 'bin', 'flowbench.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { url, token } = await firstLine(engine);
    return `${url}#token=${token}`;
  };
  return {
    address: await start(),
    workspace,
    read: (path) => readFile(join(workspace, path), 'utf8'),
    write: put,
    kill: () => end('SIGKILL'),
    start: async () => void (await start()),
    async close() {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port is free');
  return address.port;
}

function firstLine(engine: ChildProcess): Promise<{ url: string; token: string }> {
  return new Promise((resolve, reject) => {
    if (!engine.stdout) throw new Error('the engine has no output');
    createInterface(engine.stdout).once('line', (line) => resolve(JSON.parse(line)));
    engine.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)));
  });
}
