import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix } from 'node:path';
import type { PackFile } from '#contract/api';
import { UserError } from '#contract/error';
import { fixturesPath } from '#contract/fixtures';
import { parseFlow } from '#contract/flow';
import type { Catalogue } from '#contract/node';
import { createFolder } from '#engine/files';
import { reportTrust } from '#engine/trust';
import { isLeftOut } from '#engine/workspace';

/**
 * What may go into a pack beside these flows: tests, pinned outputs, and data files that the flows
 * read by a path relative to themselves. Nothing outside the root, hidden or behind a link.
 *
 * @param root absolute path; `flows` are relative to it, with `/`
 */
export async function filesBeside(
  root: string,
  flows: readonly string[],
  catalogue: Catalogue,
): Promise<PackFile[]> {
  const found = new Map<string, PackFile>();
  for (const flow of flows) {
    const tests = (await testsOf(root, flow)).map((path) => ({ path, kind: 'test' as const }));
    const fixtures = { path: fixturesPath(flow), kind: 'fixtures' as const };
    const data = (await dataOf(root, flow, catalogue)).map((path) => ({ path, kind: 'data' as const }));
    for (const { path, kind } of [...tests, fixtures, ...data]) {
      const size = await sizeOf(root, path);
      if (size !== undefined && !found.has(path)) found.set(path, { path, kind, size, flow });
    }
  }
  return [...found.values()];
}

/** `stock.test.json` and `stock.empty.test.json` are tests of `stock.flow.json`. */
async function testsOf(root: string, flow: string): Promise<string[]> {
  const folder = posix.dirname(flow);
  const stem = `${basename(flow, '.flow.json')}.`;
  const names = await readdir(join(root, ...folder.split('/'))).catch(() => []);
  return names
    .filter((name) => name.startsWith(stem) && name.endsWith('.test.json'))
    .sort()
    .map((name) => posix.join(folder, name));
}

async function dataOf(root: string, flow: string, catalogue: Catalogue): Promise<string[]> {
  const file = join(root, ...flow.split('/'));
  const parsed = parseFlow(await readFlow(file, flow), flow).flow;
  if (!parsed) return [];
  // Called flows go into a pack because they are chosen, not because they are called.
  const { files } = await reportTrust(parsed, file, catalogue, () => Promise.resolve(undefined));
  return files
    .filter(({ access, path }) => access === 'read' && !path.includes('{{') && !isAbsolute(path))
    .map(({ path }) => posix.join(posix.dirname(flow), path.replaceAll('\\', '/')))
    .filter((path) => !path.endsWith('.flow.json') && !path.split('/').some((part) => isLeftOut(part)));
}

async function readFlow(file: string, flow: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UserError(`The flow file ${flow} cannot be read.`, {
      code: 'FLOW_MISSING',
      hint: 'Check its path; flow files end in .flow.json.',
      cause,
    });
  }
}

/** Bytes of a plain file inside the root; undefined for all else. */
async function sizeOf(root: string, path: string): Promise<number | undefined> {
  const inside = createFolder({ root, allowed: [], anywhere: false });
  try {
    await inside.resolve(path, 'read');
    const about = await lstat(join(root, ...path.split('/')));
    return about.isFile() ? about.size : undefined;
  } catch {
    return undefined;
  }
}

/** The folder that all paths have in common, as a prefix ending in `/`, or empty. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => `${dirname(path)}/`.replace(/^\.\//, ''));
  let parts = first.split('/').slice(0, -1);
  for (const other of others) {
    const theirs = other.split('/').slice(0, -1);
    const same = parts.findIndex((part, index) => theirs[index] !== part);
    if (same !== -1) parts = parts.slice(0, same);
  }
  return parts.length === 0 ? '' : `${parts.join('/')}/`;
}
