import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Item } from '#contract/node';
import { type CsvReader, readInput } from './read-input.ts';

const encoder = new TextEncoder();

const readCsv: CsvReader = async function* (text, name) {
  const rows: string[] = [];
  for await (const piece of text) rows.push(piece);
  yield [{ json: { name, text: rows.join('') } }];
};

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(content: string | Uint8Array, name = 'input', size = 7): Promise<Item[]> {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  return (await Array.fromAsync(readInput({ bytes: pieces(bytes, size), name }, readCsv))).flat();
}

const json = async (content: string, name?: string) => (await read(content, name)).map((item) => item.json);

test('items and plain objects, one or many, mean the same', async () => {
  expect(await json('{"json":{"a":1}}')).toEqual([{ a: 1 }]);
  expect(await json('{\n  "a": 1\n}\n')).toEqual([{ a: 1 }]);
  expect(await json('[{"json":{"a":1}}, {"a":2}]')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(await json('{"a":1}\n\n{"json":{"a":2}}')).toEqual([{ a: 1 }, { a: 2 }]);
});

test('an object that has more than json in it is data, not an item', async () => {
  expect(await json('{"json":{"a":1},"other":2}')).toEqual([{ json: { a: 1 }, other: 2 }]);
  expect(await json('{"json":"text"}')).toEqual([{ json: 'text' }]);
});

test('an empty list is a run without items; an empty file is a mistake', async () => {
  expect(await json(' [ ] ')).toEqual([]);
  await expect(json(' \n')).rejects.toThrow('input is empty');
});

test('CSV by its name, or because it is no JSON', async () => {
  for (const name of ['orders.csv', 'orders.tsv', '-']) {
    expect(await json('a,b\n1,2\n', name)).toEqual([{ name, text: 'a,b\n1,2\n' }]);
  }
});

test.each([
  ['{"a":1}\n{"a":\n', 'lines.jsonl', 'lines.jsonl:2: the line is not JSON'],
  ['{"a":1}\n7\n', 'lines.jsonl', 'lines.jsonl:2: an item must be an object, not a number'],
  ['[{"a":1},{"a":}]', 'list.json', 'list.json: element 2 is not JSON'],
  ['[{"a":1},]', 'list.json', 'list.json: element 2 is not JSON'],
  ['[{"a":1},[2]]', 'list.json', 'list.json: element 2: an item must be an object, not a list'],
  ['[{"a":1}', 'list.json', 'the list does not end'],
  ['[{"a":1}] {"b":2}', 'list.json', 'there is more after the end'],
  ['not json', 'one.json', 'one.json is not JSON'],
  ['{"a":\n1', 'one.json', 'one.json is not JSON'],
  ['{"json":{},"binary":{"scan":{"id":"1"}}}', 'one.json', 'the item has binary data'],
])('%j in %s says what is wrong', async (content, name, message) => {
  await expect(read(content, name)).rejects.toThrow(message);
});

test('binary data and other encodings are named, not shown as garbage', async () => {
  await expect(read(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0xff), 'orders.csv')).rejects.toThrow(
    'orders.csv is not text but binary data.',
  );
  await expect(read(Uint8Array.of(0x61, 0xe9, 0x2c, 0x0a), 'orders.csv')).rejects.toThrow(
    'orders.csv is not text in UTF-8.',
  );
});

test('byte order marks are not data', async () => {
  expect(await read(Uint8Array.of(0xef, 0xbb, 0xbf, ...encoder.encode('{"a":"é"}')))).toEqual([
    { json: { a: 'é' } },
  ]);
  const utf16 = new Uint8Array(Buffer.from('\ufeff{"a":"é"}', 'utf16le'));
  expect(await read(utf16)).toEqual([{ json: { a: 'é' } }]);
});

test('long input comes in lists of at most 1,000', async () => {
  const bytes = encoder.encode(Array.from({ length: 2500 }, (_, at) => `{"at":${at}}\n`).join(''));
  const chunks = await Array.fromAsync(readInput({ bytes: pieces(bytes, 4096), name: '-' }, readCsv));
  expect(chunks.map((chunk) => chunk.length)).toEqual([1000, 1000, 500]);
});

test('any objects survive, in any format, cut into pieces anywhere', async () => {
  const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(objects, fc.integer({ min: 1, max: 20 }), async (values, size) => {
      const items = JSON.parse(JSON.stringify(values)).map((json: object) => ({ json }));
      const texts = [
        JSON.stringify(items),
        JSON.stringify(items, null, 2),
        items.map((item: object) => JSON.stringify(item)).join('\r\n'),
      ];
      for (const text of texts) expect(await read(text, 'input', size)).toEqual(items);
    }),
    { numRuns: 200 },
  );
});

const folder = await mkdtemp(join(tmpdir(), 'flowbench-input-'));
afterAll(() => rm(folder, { recursive: true }));

test('files are read by path; missing ones and folders are named', async () => {
  const path = join(folder, 'one.json');
  await writeFile(path, '{"a":1}');
  expect(await Array.fromAsync(readInput({ path }, readCsv))).toEqual([[{ json: { a: 1 } }]]);
  await expect(Array.fromAsync(readInput({ path: folder }, readCsv))).rejects.toThrow('is a folder');
  await expect(Array.fromAsync(readInput({ path: `${path}x` }, readCsv))).rejects.toThrow('does not exist');
});
