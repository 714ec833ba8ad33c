import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** How flow files end. */
export const SUFFIX = '.flow.json';
/** Deeper folders are not looked into: a link could have made them endless. */
const DEEPEST = 16;

/** Whether a file or folder of this name is no part of the workspace: hidden ones, and installed packages. */
export function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** The flow files in a folder and its subfolders, as relative paths with `/`, in the order of a file tree. */
export async function findFlows(root: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => a.name.localeCompare(b.name));
    for (const entry of entries) {
      if (isLeftOut(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && depth < DEEPEST) await look(path, depth + 1);
      else if (entry.isFile() && entry.name.endsWith(SUFFIX)) found.push(path);
    }
  };
  await look('', 0);
  return found;
}
