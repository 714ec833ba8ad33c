import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder Flowbench is installed in. */
export const root = dirname(dirname(import.meta.dirname));

/** The version of this Flowbench. */
export function version(): string {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
}
