import { extname } from 'node:path';

/** How input may be written. `document`: one JSON object over any number of lines. */
export type InputFormat = 'empty' | 'array' | 'document' | 'lines' | 'csv';

const BY_EXTENSION: Readonly<Record<string, InputFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.jsonl': 'lines',
  '.ndjson': 'lines',
};

/**
 * Which format a text is in, by the file's name and by how it begins. A JSON
 * file may hold a list, one object or, against its name, JSON lines: `start`
 * should hold its first line.
 */
export function detectFormat(name: string, start: string): InputFormat {
  const text = start.trimStart();
  if (text === '') return 'empty';
  const extension = extname(name).toLowerCase();
  const named = BY_EXTENSION[extension];
  if (named === 'csv') return named;
  if (text.startsWith('[')) return 'array';
  if (named) return named;
  if (text.startsWith('{')) return startsWithWholeObject(text) ? 'lines' : 'document';
  return extension === '.json' ? 'document' : 'csv';
}

function startsWithWholeObject(text: string): boolean {
  const end = text.indexOf('\n');
  try {
    JSON.parse(end < 0 ? text : text.slice(0, end));
    return true;
  } catch {
    return false;
  }
}
