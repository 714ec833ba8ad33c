import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { fileNodes } from '#nodes/files';
import { createBench, type NodeBench } from '#test/node';

let bench: NodeBench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const node = fileNodes.find((one) => one.type === 'excel.read');
const WORKBOOK = '<workbook xmlns:r="o"><sheets><sheet name="One" r:id="a"/></sheets></workbook>';
const RELATIONS =
  '<Relationships><Relationship Id="a" Type="t/worksheet" Target="sheet.xml"/><Relationship Id="b" Type="t/sharedStrings" Target="texts.xml"/></Relationships>';

function pack(parts: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile();
  const all = { 'xl/workbook.xml': WORKBOOK, 'xl/_rels/workbook.xml.rels': RELATIONS, ...parts };
  for (const [name, text] of Object.entries(all)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream as Readable);
}
const sheet = (rows: string) => ({ 'xl/sheet.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>` });

async function failure(bytes: Uint8Array): Promise<unknown> {
  if (!node) throw new Error('no node');
  const items = [await bench.file('a.xlsx', bytes)];
  return bench.run(node, { header: false }, items).then(
    (outputs) => outputs,
    (error) => error,
  );
}
const user = (code: string) => expect.objectContaining({ kind: 'user', code, hint: expect.any(String) });

describe('Excel files from strangers', () => {
  it('reads the harmless one', async () => {
    const bytes = await pack(sheet('<row><c><v>1</v></c></row>'));
    expect(await failure(bytes)).toEqual({ out: [{ json: { column1: 1 } }] });
  });

  it.each([
    ['noise', Buffer.from('PK\x03\x04 and no zip at all')],
    ['nothing', Buffer.alloc(0)],
    ['an old or encrypted file', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1000)])],
  ])('refuses %s', async (_, bytes) => {
    expect(await failure(bytes)).toEqual(user('INVALID_EXCEL'));
  });

  it('refuses a file that is cut off or damaged', async () => {
    const bytes = await pack(sheet('<row><c><v>1</v></c></row>'.repeat(1000)));
    expect(await failure(bytes.subarray(0, -30))).toEqual(user('INVALID_EXCEL'));
    bytes.fill(0xff, 60, 90);
    expect(await failure(bytes)).toEqual(user('INVALID_EXCEL'));
  });

  it.each([
    ['no sheet part', {}, 'INVALID_EXCEL'],
    ['no sheets', { 'xl/workbook.xml': '<workbook/>' }, 'INVALID_EXCEL'],
    ['broken XML', sheet('<row><c></row>'), 'INVALID_EXCEL'],
    ['half a sheet', { 'xl/sheet.xml': '<worksheet><sheetData><row><c><v>1' }, 'INVALID_EXCEL'],
    [
      'an entity bomb',
      { 'xl/sheet.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>' },
      'INVALID_EXCEL',
    ],
    ['deep nesting', sheet('<a>'.repeat(10_000)), 'INVALID_EXCEL'],
    ['a zip bomb', sheet(`<row><c t="str"><v>${' '.repeat(40_000_000)}</v></c></row>`), 'TOO_LARGE'],
    ['an endless cell', sheet(`<row><c t="str"><v>${'x'.repeat(400_000)}</v></c></row>`), 'TOO_LARGE'],
    ['an endless text', { 'xl/texts.xml': `<sst><si><t>${'x'.repeat(400_000)}</t></si></sst>` }, 'TOO_LARGE'],
    ['a text that never ends', { 'xl/texts.xml': `<sst><si><t>${'x'.repeat(400_000)}` }, 'TOO_LARGE'],
    ['a comment that never ends', { 'xl/texts.xml': `<sst><!-- ${'x'.repeat(400_000)}` }, 'TOO_LARGE'],
    ['a row far below', sheet('<row r="99999999"><c><v>1</v></c></row>'), 'TOO_LARGE'],
    ['a row without number', sheet('<row r="x"><c><v>1</v></c></row>'), 'TOO_LARGE'],
    ['a column far right', sheet('<row><c r="ZZZZZZ1"><v>1</v></c></row>'), 'TOO_LARGE'],
    ['a column before the first', sheet('<row><c r="1"><v>1</v></c></row>'), 'TOO_LARGE'],
  ])('refuses %s', async (_, parts, code) => {
    expect(await failure(await pack(parts))).toEqual(user(code));
  });

  it('refuses a directory that lies about sizes', async () => {
    const bytes = await pack(sheet(`<row><c><v>1</v></c></row>${' '.repeat(100_000)}`));
    // The uncompressed size of the last entry, in the central directory.
    const entry = bytes.lastIndexOf(Buffer.from('504b0102', 'hex'));
    bytes.writeUInt32LE(10, entry + 24);
    expect(await failure(bytes)).toEqual(user('INVALID_EXCEL'));
  });
});
