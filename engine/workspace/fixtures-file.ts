import { readFile, rm } from 'node:fs/promises';
import type { Fixtures } from '#contract/api';
import { fixturesPath, type Pin, parseFixtures, printFixtures } from '#contract/fixtures';
import { WorkspaceError } from './workspace-error.ts';
import { writeAtomically } from './write-atomically.ts';

/**
 * Reads what is pinned beside a flow file; nothing where there is no file.
 *
 * @param flow absolute path of the flow file
 * @param name its path in the workspace, for sentences
 */
export async function readFixtures(flow: string, name: string): Promise<Fixtures> {
  const text = await readFile(fixturesPath(flow), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return { pins: {} };
  const read = parseFixtures(text);
  if ('pins' in read) return read;
  return {
    pins: {},
    trouble: `The pinned outputs in ${fixturesPath(name)} cannot be read: ${read.trouble}. Mend the file or remove it.`,
  };
}

/** Changes what is pinned, node by node; with its last pin the file goes. @throws WorkspaceError `BROKEN_FIXTURES` */
export async function changeFixtures(
  flow: string,
  name: string,
  changes: Readonly<Record<string, Pin | null>>,
): Promise<Fixtures> {
  const { pins: there, trouble } = await readFixtures(flow, name);
  if (trouble !== undefined) throw new WorkspaceError('BROKEN_FIXTURES', trouble);
  const kept = Object.entries(there).filter(([node]) => !Object.hasOwn(changes, node));
  const pinned = Object.entries(changes).flatMap(([node, pin]) => (pin ? [[node, pin] as const] : []));
  const pins = Object.fromEntries([...kept, ...pinned]);
  if (Object.keys(pins).length > 0) await writeAtomically(fixturesPath(flow), printFixtures(pins));
  else await rm(fixturesPath(flow), { force: true });
  return { pins };
}
