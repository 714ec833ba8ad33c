import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Measures in a fresh process, so that no measurement finds a warm engine or pays for another's memory. */
export async function inChild<T>(name: string): Promise<T> {
  const script = join(import.meta.dirname, 'child.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`measuring ${name} ended with ${code}`);
  return JSON.parse(output);
}
