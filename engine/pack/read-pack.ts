import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { FlowError } from '#contract/error';
import { EntryNames } from './entry-names.ts';
import {
  ASK_FOR_ANOTHER,
  badPack,
  MANIFEST,
  MAX_ENTRIES,
  MAX_FLOW,
  MAX_UNPACKED,
  PACK_VERSION,
} from './limits.ts';

/** An opened pack: every name and size in it has been checked, nothing has been unpacked. */
export interface Pack {
  /** What its maker called it. */
  name: string | undefined;
  files: readonly { path: string; size: number }[];
  /** Streams a file; fails as soon as it is longer than its directory says. */
  read(path: string): Promise<NodeJS.ReadableStream>;
  /** Reads a flow as text. @throws UserError `INVALID_PACK` where it is too large or no text */
  text(path: string): Promise<string>;
  close(): void;
}

const OPTIONS = { lazyEntries: true, autoClose: false, strictFileNames: true, decodeStrings: false } as const;
/** In the upper half of an entry's attributes: what kind of file it is on Unix. */
const KIND_MASK = 0o170000;
const [REGULAR, FOLDER] = [0o100000, 0o040000];
const NO_ZIP = 'Choose a file that ends in .flowpack; a single flow ends in .flow.json.';

/**
 * Opens a pack and checks its directory.
 *
 * @param source path of the file, or its bytes
 * @throws UserError `INVALID_PACK`
 */
export async function openPack(source: string | Buffer): Promise<Pack> {
  const opening =
    typeof source === 'string' ? openPromise(source, OPTIONS) : fromBufferPromise(source, OPTIONS);
  const zip = await opening.catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? badPack(
          `${source} does not exist`,
          'Check its path; relative paths count from the folder you are in.',
        )
      : badPack('is no zip archive, or is damaged', NO_ZIP, error);
  });
  try {
    const entries = await readDirectory(zip);
    const manifest = entries.get(MANIFEST);
    entries.delete(MANIFEST);
    if (entries.size === 0) throw badPack('is empty', ASK_FOR_ANOTHER);
    const files = [...entries].map(([path, entry]) => ({ path, size: entry.uncompressedSize }));
    const read = (entry: Entry | undefined, path: string) => {
      if (!entry) throw badPack(`lacks ${JSON.stringify(path)}`, ASK_FOR_ANOTHER);
      return zip.openReadStreamPromise(entry).catch((error) => damaged(path, error));
    };
    const text = (entry: Entry | undefined, path: string) => readText(() => read(entry, path), path, entry);
    const name = manifest && readManifest(await text(manifest, MANIFEST));
    return {
      name,
      files,
      read: (path) => read(entries.get(path), path),
      text: (path) => text(entries.get(path), path),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** The files of the archive by their path; folders are only looked at. */
async function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const names = new EntryNames();
  let [count, bytes] = [0, 0];
  try {
    for await (const entry of zip.eachEntry()) {
      if (++count > MAX_ENTRIES) {
        throw badPack(`has more than ${MAX_ENTRIES} entries`, 'Export fewer flows at once.');
      }
      const path = decode(entry);
      names.add(path);
      checkKind(entry, path);
      bytes += entry.uncompressedSize;
      if (bytes > MAX_UNPACKED) {
        throw badPack('unpacks to more than 200 MB', 'Export it without its large data files.');
      }
      if (!path.endsWith('/')) entries.set(path, entry);
    }
  } catch (error) {
    throw error instanceof FlowError ? error : badPack('is damaged', ASK_FOR_ANOTHER, error);
  }
  return entries;
}

function decode(entry: Entry): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(entry.fileNameRaw);
  } catch (error) {
    throw badPack('has an entry whose name cannot be read', ASK_FOR_ANOTHER, error);
  }
}

function checkKind(entry: Entry, path: string): void {
  const kind = (entry.externalFileAttributes >>> 16) & KIND_MASK;
  if (kind !== 0 && kind !== REGULAR && kind !== FOLDER) {
    throw badPack(`has a link or a device as ${JSON.stringify(path)}`, ASK_FOR_ANOTHER);
  }
  if (entry.isEncrypted()) throw badPack('is protected by a password', ASK_FOR_ANOTHER);
  if (path.endsWith('.flow.json') && entry.uncompressedSize > MAX_FLOW) {
    throw badPack(`has a flow larger than 20 MB: ${JSON.stringify(path)}`, ASK_FOR_ANOTHER);
  }
}

async function readText(
  open: () => Promise<NodeJS.ReadableStream>,
  path: string,
  entry: Entry | undefined,
): Promise<string> {
  if (entry && entry.uncompressedSize > MAX_FLOW) damaged(path, undefined);
  const parts: Buffer[] = [];
  try {
    for await (const part of await open()) parts.push(part as Buffer);
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch (error) {
    return damaged(path, error);
  }
}

function readManifest(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    damaged(MANIFEST, error);
  }
  const { flowpack, name } = (value ?? {}) as { flowpack?: unknown; name?: unknown };
  if (typeof flowpack === 'number' && flowpack > PACK_VERSION) {
    throw badPack(
      `has format version ${flowpack}, and this Flowbench reads up to version ${PACK_VERSION}`,
      'Update Flowbench.',
    );
  }
  return typeof name === 'string' && name !== '' ? name.slice(0, 100) : undefined;
}

/** The sentence for a file in a pack that cannot be read. */
export function damaged(path: string, error: unknown): never {
  if (error instanceof FlowError) throw error;
  throw badPack(`is damaged in ${JSON.stringify(path)}`, ASK_FOR_ANOTHER, error);
}
