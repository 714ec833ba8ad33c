import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import { UserError } from '#contract/error';
import { commonFolder } from './contents.ts';
import { EntryNames } from './entry-names.ts';
import { MANIFEST, MAX_ENTRIES, MAX_FLOW, MAX_UNPACKED, PACK_VERSION } from './limits.ts';

/** Two packs of the same files are the same bytes. */
const MOMENT = { mtime: new Date(1980, 0, 1, 12), mode: 0o100644 } as const;

/**
 * Packs files, streamed. What they have in common of their path is left out.
 *
 * @param root absolute path; `paths` are relative to it, with `/`
 * @throws UserError `PACK_TOO_LARGE` where no Flowbench would take the pack
 */
export async function writePack(
  root: string,
  paths: readonly string[],
  name: string,
): Promise<NodeJS.ReadableStream> {
  const files = [...new Set(paths)].sort();
  await checkSize(root, files);
  const folder = commonFolder(files);
  const names = new EntryNames();
  const zip = new ZipFile();
  const fail = (error: unknown) =>
    (zip.outputStream as unknown as { destroy(e: unknown): void }).destroy(error);
  zip.on('error', fail);
  const manifest = JSON.stringify({ flowpack: PACK_VERSION, name }, null, 2);
  zip.addBuffer(Buffer.from(`${manifest}\n`), MANIFEST, MOMENT);
  for (const path of files) {
    const inside = path.slice(folder.length);
    names.add(inside);
    zip.addFile(join(root, ...path.split('/')), inside, MOMENT);
  }
  zip.end();
  return zip.outputStream;
}

async function checkSize(root: string, files: readonly string[]): Promise<void> {
  let bytes = 0;
  for (const path of files) {
    const { size } = await stat(join(root, ...path.split('/')));
    bytes += size;
    if (path.endsWith('.flow.json') && size > MAX_FLOW) throw tooLarge(`${path} is larger than 20 MB`);
  }
  if (files.length >= MAX_ENTRIES) throw tooLarge(`${files.length} files are more than ${MAX_ENTRIES - 1}`);
  if (bytes > MAX_UNPACKED) throw tooLarge('the files are larger than 200 MB together');
}

function tooLarge(why: string): UserError {
  return new UserError(`These flows do not fit into one pack: ${why}.`, {
    code: 'PACK_TOO_LARGE',
    hint: 'Pack fewer flows at once, or leave large data files out.',
  });
}
