import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';

/** What a workspace is chosen from. */
export interface WorkspaceChoice {
  /** What the user said. */
  given: string | undefined;
  /** The folder they are in. */
  folder: string;
  dataDir: string;
  /** The folder Flowbench is installed in: its own examples are never worked on. */
  root: string;
}

/** The folder of the flows; `examples` where they have just been copied for it. */
export interface ChosenWorkspace {
  workspace: string;
  examples: boolean;
}

/**
 * The folder of the flows: what was given, else the folder somebody is in where it
 * has flows, else the one that was given last, else a copy of the examples.
 */
export async function chooseWorkspace(choice: WorkspaceChoice): Promise<ChosenWorkspace> {
  const { given, folder, dataDir, root } = choice;
  const memory = join(dataDir, 'last-workspace');
  if (given !== undefined) {
    const workspace = resolve(folder, given);
    await mkdir(dataDir, { recursive: true });
    await writeFile(memory, `${workspace}\n`);
    return { workspace, examples: false };
  }
  if (!isInside(folder, root) && (await hasFlows(folder))) return { workspace: folder, examples: false };
  const last = (await readFile(memory, 'utf8').catch(() => '')).trim();
  if (last !== '' && (await isFolder(last))) return { workspace: last, examples: false };
  return await copyExamples(join(root, 'examples'), join(dataDir, 'examples'));
}

async function copyExamples(from: string, workspace: string): Promise<ChosenWorkspace> {
  const there = await readdir(workspace).catch(() => []);
  if (there.length > 0) return { workspace, examples: false };
  await cp(from, workspace, {
    recursive: true,
    filter: (path) => !/[/\\]out$/.test(path),
  });
  return { workspace, examples: true };
}

/** Looks only one folder deep: the folder somebody happens to be in may be their whole disk. */
async function hasFlows(folder: string, depth = 1): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.isFile() && entry.name.endsWith('.flow.json'))) return true;
  if (depth === 0) return false;
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (await hasFlows(join(folder, entry.name), depth - 1)) return true;
  }
  return false;
}

function isInside(folder: string, root: string): boolean {
  const way = relative(root, folder);
  return !way.startsWith('..') && !isAbsolute(way);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
