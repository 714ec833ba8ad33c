import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** As package.json and bin/flowbench.mjs start the engine. */
const FLAGS = ['--max-semi-space-size=8', '--disable-warning=ExperimentalWarning'];

/** Measures in a fresh process, so that no measurement finds a warm engine or pays for another's memory. */
export async function inChild<T>(name: string): Promise<T> {
  const script = join(import.meta.dirname, 'child.ts');
  const child = spawn(process.execPath, [...FLAGS, script, name], {
    // What Node compiles is kept, as the command does, and with it the memory that compiling takes.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'flowbench-bench-cache') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`measuring ${name} ended with ${code}`);
  return JSON.parse(output);
}
