import { open } from 'node:fs/promises';
import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { chunkItems } from './chunk.ts';
import { detectFormat } from './detect.ts';
import { readJsonArray } from './json-array.ts';
import { readJsonDocument } from './json-document.ts';
import { readJsonLines } from './json-lines.ts';
import { peekLine } from './peek.ts';
import { readText } from './read-text.ts';

/** Reads CSV text, its first row the names, as lists of items. */
export type CsvReader = (text: AsyncIterable<string>, name: string) => AsyncIterable<Item[]>;

/** Where `--input` reads from: a file, or bytes such as standard input under a name for messages. */
type InputSource = { path: string } | { bytes: AsyncIterable<Uint8Array>; name: string };

/** The source that `--input` names: a file, or standard input for `-`. */
export function inputSource(input: string, stdin: AsyncIterable<Uint8Array>): InputSource {
  return input === '-' ? { bytes: stdin, name: 'standard input' } : { path: input };
}

/**
 * Reads the items a run starts with, in lists of at most 1,000, whatever the
 * format and the size. Throws a `UserError` for a missing file, an empty one and
 * broken content (which may be after some lists have been given).
 */
export async function* readInput(source: InputSource, readCsv: CsvReader): AsyncGenerator<Item[]> {
  const name = 'path' in source ? source.path : source.name;
  const bytes = 'path' in source ? await openFile(source.path) : source.bytes;
  const { start, whole } = await peekLine(readText(bytes, name));
  switch (detectFormat(name, start)) {
    case 'csv':
      return yield* readCsv(whole, name);
    case 'array':
      return yield* chunkItems(readJsonArray(whole, name));
    case 'lines':
      return yield* chunkItems(readJsonLines(whole, name));
    case 'document':
      return yield* chunkItems(readJsonDocument(whole, name));
    case 'empty':
      throw new UserError(`${name} is empty: there is nothing to run on.`, {
        code: 'INPUT_EMPTY',
        hint: 'Write [] for a run without items, or leave --input away to use the trigger’s sample.',
      });
  }
}

async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    const file = await open(path);
    const folder = (await file.stat()).isDirectory();
    if (!folder) return file.createReadStream({ highWaterMark: 256 * 1024 });
    await file.close();
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw unreadable(path, missing ? 'does not exist' : `cannot be read: ${(cause as Error).message}`);
  }
  throw unreadable(path, 'is a folder');
}

function unreadable(path: string, why: string): UserError {
  return new UserError(`The input file ${path} ${why}.`, {
    code: 'INPUT_MISSING',
    hint: 'Relative paths count from the folder you are in; "-" reads standard input.',
  });
}
