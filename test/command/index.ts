import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** The repository's root. */
export const root = join(import.meta.dirname, '..', '..');
const entry = join(root, 'bin', 'flowbench.mjs');

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** What standard input gives. */
  input?: string | Uint8Array;
}

/** Runs the real command in a process of its own and waits for its end. */
export async function flowbench(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: options.cwd ?? root,
    env: { ...cleanEnvironment(), ...options.env },
  });
  child.stdin.on('error', () => undefined); // It may end without reading all of it.
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** Without what npm and the test runner say about themselves. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const mine = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD|FORCE_COLOR|FLOWBENCH_)/.test(name),
  );
  return Object.fromEntries(mine);
}
