import { open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { OpenRequest } from '#contract/desktop';
import { DESKTOP_SCHEME } from '#contract/desktop';

/** Flow files are written by people; what is larger is something else. */
const LARGEST = 20 * 1024 * 1024;
const ENDING = '.flow.json';

/** What a command line asks to open: flow files (made absolute) and links, in order. */
export function openablesIn(argv: readonly string[], folder: string): { files: string[]; links: string[] } {
  const given = argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const links = given.filter((argument) => argument.toLowerCase().startsWith(`${DESKTOP_SCHEME}:`));
  const files = given.filter((argument) => !links.includes(argument) && isFlowFile(argument));
  return { links, files: files.map((path) => resolve(folder, path)) };
}

/** Whether a path is named like a flow file. */
export function isFlowFile(path: string): boolean {
  return path.toLowerCase().endsWith(ENDING);
}

/** Reads a flow file for the window; what cannot be read becomes a sentence. Never rejects. */
export async function readFlowFile(path: string): Promise<OpenRequest> {
  const name = basename(path);
  const unreadable = (reason: string): OpenRequest => ({
    kind: 'unreadable',
    path,
    reason: `${name} ${reason}`,
  });
  if (!isFlowFile(path)) return unreadable(`is not a flow: its name must end in ${ENDING}.`);
  try {
    await using file = await open(path, 'r');
    const { size, isFile } = await file.stat().then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
    if (!isFile) return unreadable('is not a file.');
    if (size > LARGEST)
      return unreadable(`is ${Math.round(size / 1024 / 1024)} MB large; flows have at most 20 MB.`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
    return { kind: 'file', path, name, text };
  } catch (error) {
    return unreadable(`cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
