import { mkdir, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Folder, StartedEnd } from '#contract/node';
import { moveToNew, writeFileAtomically } from '#nodes/files';
import type { FoundFile } from './scan.ts';

/** What becomes of files that have been dealt with. */
export interface PutAway {
  after: 'keep' | 'move' | 'delete';
  /** Absolute paths. */
  done: string;
  failed: string;
}

/** Names that are tried where one is taken. */
const MOST_NAMES = 10_000;

/** Moves or deletes a file whose run has ended; one that failed goes to its own folder, the error beside it. */
export async function putAway(
  file: FoundFile,
  { status, error }: StartedEnd,
  { after, done, failed }: PutAway,
  folder: Folder,
): Promise<void> {
  if (after === 'keep' || status === 'gone') return;
  if (status === 'succeeded') {
    if (after === 'delete') await rm(file.path, { force: true });
    else await moveInto(done, file, folder);
    return;
  }
  const to = await moveInto(failed, file, folder);
  if (to === undefined) return;
  const reason = error ?? 'The run was cancelled.';
  async function* text() {
    yield `${reason}\n`;
  }
  await writeFileAtomically(`${to}.error.txt`, text(), { mode: 'overwrite' });
}

/** Moves a file under a name that is free; undefined where somebody else has taken it away. */
async function moveInto(target: string, file: FoundFile, folder: Folder): Promise<string | undefined> {
  for (let nr = 1; nr <= MOST_NAMES; nr++) {
    const to = await folder.resolve(join(target, ...numbered(file.name, nr).split('/')), 'write');
    await mkdir(dirname(to), { recursive: true });
    try {
      await moveToNew(file.path, to);
      return to;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`too many files are called ${file.name} in ${target}`);
}

function numbered(name: string, nr: number): string {
  if (nr === 1) return name;
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)} (${nr})${extension}`;
}
