import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '#contract/node';
import { createBench, type NodeBench } from '#test/node';
import { csvFormat } from './csv/csv-format.ts';
import { csvParse } from './csv/csv-parse.ts';
import { excelWrite } from './excel/excel-write.ts';
import { fileNodes } from './index.ts';
import { jsonFormat } from './json/json-format.ts';
import { jsonParse } from './json/json-parse.ts';
import { xmlFormat } from './xml/xml-format.ts';
import { xmlParse } from './xml/xml-parse.ts';

let bench: NodeBench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const items = (...rows: Item['json'][]): Item[] => rows.map((json) => ({ json }));

describe.each(fileNodes.filter((node) => node.examples.length > 0))('$type', (node) => {
  it.each(node.examples.map((example) => [example.title, example] as const))('%s', async (_, example) => {
    const input = (example.input ?? [{}]) as Item['json'][];
    const outputs = await bench.run(node, example.params, items(...input));
    const json = Object.fromEntries(
      Object.entries(outputs).map(([port, list]) => [port, list.map((i) => i.json)]),
    );
    expect(json).toEqual(example.output);
  });
});

describe('abort', () => {
  const text = items({ text: '1' });
  it.each(fileNodes.filter((node) => !node.type.startsWith('file.')))(
    '$type stops when aborted',
    async (node) => {
      const reason = new Error('cancelled');
      const input = node.type === 'excel.read' ? (await bench.run(excelWrite, {}, text)).out : text;
      await expect(bench.run(node, {}, input, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    },
  );
});

describe('csv.parse', () => {
  const parse = async (text: string | Buffer, params: object = {}) =>
    bench.json(csvParse, params, [await bench.file('a.csv', text)]);

  it('leaves cells as they are', async () => {
    expect(await parse('a,b\n 007 ,"x ""y"",\nz"\n,1.50')).toEqual([
      { a: ' 007 ', b: 'x "y",\nz' },
      { a: '', b: '1.50' },
    ]);
  });

  it('recognises types without losing anything', async () => {
    const cells = [
      '1',
      '-2.5',
      '1e3',
      '007',
      '+49',
      '0.10',
      '12345678901234567',
      '1,5',
      'TRUE',
      'false',
      '',
      'x',
      ' 1',
    ];
    const [row] = await parse(cells.map((cell) => `"${cell}"`).join(','), { header: false, types: 'auto' });
    expect(Object.values(row ?? {})).toEqual([
      1,
      -2.5,
      1000,
      '007',
      '+49',
      0.1,
      '12345678901234567',
      '1,5',
      true,
      false,
      null,
      'x',
      ' 1',
    ]);
  });

  it.each([
    ['a;b\n1,5;2', { a: '1,5', b: '2' }],
    ['a\tb\n1,5\t2', { a: '1,5', b: '2' }],
    ['a|b\n1,5|2', { a: '1,5', b: '2' }],
    ['"a;x";b\n1;2', { 'a;x': '1', b: '2' }],
    ['a\r\n1\r\n', { a: '1' }],
    ['a,b\r1,2', { a: '1', b: '2' }],
  ])('finds the delimiter of %j', async (text, expected) => {
    expect(await parse(text)).toEqual([expected]);
  });

  it('names columns that have no usable name', async () => {
    expect(await parse('a,,a,__proto__, b \n1,2,3,4,5')).toEqual([
      { a: '1', column2: '2', a_2: '3', column4: '4', b: '5' },
    ]);
    expect(await parse('1,2', { header: false })).toEqual([{ column1: '1', column2: '2' }]);
    expect(await parse('x,y\n1,2', { columns: ['p', 'q'] })).toEqual([{ p: '1', q: '2' }]);
    expect(await parse('a,b\n1\n1,2,3', { ragged: 'allow' })).toEqual([
      { a: '1', b: '' },
      { a: '1', b: '2', column3: '3' },
    ]);
  });

  it.each([
    ['utf-8 with mark', Buffer.from('\ufeffn\ngrün'), {}],
    ['utf-16 little endian with mark', Buffer.from('\ufeffn\ngrün', 'utf16le'), {}],
    ['utf-16 big endian with mark', Buffer.from('\ufeffn\ngrün', 'utf16le').swap16(), {}],
    ['utf-16 without mark', Buffer.from('n\ngrün', 'utf16le'), { encoding: 'utf-16' }],
    ['latin1', Buffer.from('n\ngrün', 'latin1'), { encoding: 'latin1' }],
  ])('reads %s', async (_, bytes, params) => {
    expect(await parse(bytes, params)).toEqual([{ n: 'grün' }]);
  });

  it('gives nothing for an empty file and batches of at most 1,000', async () => {
    expect(await parse('')).toEqual([]);
    expect(await parse('a,b')).toEqual([]);
    const item = await bench.file('a.csv', `n\n${Array.from({ length: 2500 }, (_, i) => i).join('\n')}`);
    const sizes: number[] = [];
    const params = csvParse.params.parse({});
    const ctx = { params, files: bench.files, signal: new AbortController().signal } as Parameters<
      typeof csvParse.run
    >[1];
    for await (const batch of csvParse.run(item, ctx)) sizes.push(batch.length);
    expect(sizes).toEqual([1000, 1000, 500]);
  });

  it('says what the item has when the source is missing', async () => {
    await expect(bench.run(csvParse, { from: 'nope' }, items({ a: 1 }))).rejects.toMatchObject({
      code: 'NO_SOURCE',
      hint: expect.stringContaining('a'),
    });
    await expect(bench.run(csvParse, { from: 'a' }, items({ a: 1 }))).rejects.toMatchObject({
      code: 'NO_SOURCE',
    });
    await expect(bench.run(csvParse, { from: 'toString' }, items({}))).rejects.toMatchObject({
      code: 'NO_SOURCE',
    });
  });
});

describe('csv.format', () => {
  it('makes a file that reads back the same', async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => ({ n: String(i), text: `"a",;\n${i}`, empty: '' }));
    const { out } = await bench.run(csvFormat, { fileName: 'x.csv' }, items(...rows));
    expect(out?.[0]?.json).toMatchObject({ name: 'x.csv', items: 2500 });
    expect(out?.[0]?.binary?.file?.mime).toBe('text/csv');
    expect(await bench.json(csvParse, {}, out)).toEqual(rows);
  });

  it('writes every kind of value, marks, line ends and no header', async () => {
    const row = { a: 1.5, b: true, c: false, d: null, e: { x: [1] }, f: '007' };
    const params = { into: 't', bom: true, lineEnd: 'crlf', header: false };
    expect(await bench.json(csvFormat, params, items(row))).toEqual([
      { t: '\ufeff1.5,true,false,,"{""x"":[1]}",007\r\n' },
    ]);
  });

  it('escapes formulas when told', async () => {
    const [json] = await bench.json(
      csvFormat,
      { into: 't', formulas: 'escape' },
      items({ a: '=1+1', b: '@x' }),
    );
    expect(json?.t).toBe("a,b\n'=1+1,'@x\n");
  });

  it('takes rows from a field, and never drops a late field silently', async () => {
    const orders = items({ rows: [{ a: 1 }, { a: 2 }] }, { rows: [{ a: 3 }] });
    expect(await bench.json(csvFormat, { into: 't', from: 'rows' }, orders)).toEqual([{ t: 'a\n1\n2\n3\n' }]);
    const late = items(...Array.from({ length: 1000 }, () => ({ a: 1 })), { a: 1, b: 2 });
    await expect(bench.run(csvFormat, {}, late)).rejects.toMatchObject({ code: 'LATE_COLUMN' });
  });
});

describe('json', () => {
  const parse = async (text: string, params: object = {}) =>
    bench.json(jsonParse, params, [await bench.file('a.json', text)]);

  it.each([
    ['[]', []],
    [' [ ] ', []],
    ['[{"a":"]}\\",["},{"b":[[1],{}]}]', [{ a: ']}",[' }, { b: [[1], {}] }]],
    ['[1,"x",null,[2]]', [{ value: 1 }, { value: 'x' }, { value: null }, { value: [2] }]],
    ['{"a":\n1}', [{ a: 1 }]],
    ['{"a":1}\n\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
    ['{"a":1}{"a":2}', [{ a: 1 }, { a: 2 }]],
    ['1\n"two"\n', [{ value: 1 }, { value: 'two' }]],
    ['"a\\"b"', [{ value: 'a"b' }]],
    ['', []],
  ])('reads %j', async (text, expected) => {
    expect(await parse(text)).toEqual(expected);
  });

  it('reads lines that are lists', async () => {
    expect(await parse('[1,2]\n[3]', { format: 'lines' })).toEqual([{ value: [1, 2] }, { value: [3] }]);
  });

  it('finds a list inside', async () => {
    await expect(parse('{"a":{"b":1}}', { items: 'a.b' })).rejects.toMatchObject({ code: 'NO_SOURCE' });
    await expect(parse('{"a":1}', { items: '__proto__' })).rejects.toMatchObject({ code: 'NO_SOURCE' });
  });

  it('reads lists larger than one piece', async () => {
    const rows = Array.from({ length: 5000 }, (_, id) => ({ id, text: 'ü'.repeat(50) }));
    expect(await parse(JSON.stringify(rows))).toEqual(rows);
    expect(await parse(JSON.stringify(rows, null, 2))).toEqual(rows);
  });

  it.each(['list', 'lines'])('writes %s that read back the same', async (format) => {
    const rows = Array.from({ length: 1500 }, (_, id) => ({ id, nested: { list: [null, 'x\n'] } }));
    const { out } = await bench.run(jsonFormat, { format, indent: true }, items(...rows));
    expect(out?.[0]?.json.items).toBe(1500);
    expect(await bench.json(jsonParse, {}, out)).toEqual(rows);
  });

  it('writes each item on its own', async () => {
    const { out } = await bench.run(jsonFormat, { format: 'each', from: 'a' }, items({ a: [1] }, { b: 1 }));
    expect(await Promise.all((out ?? []).map((item) => bench.text(item.binary?.file)))).toEqual([
      '[1]',
      'null',
    ]);
    expect(await bench.json(jsonFormat, { into: 't' }, items({ a: 1 }))).toEqual([{ t: '[{"a":1}]\n' }]);
  });
});

describe('xml', () => {
  const parse = async (text: string | Buffer, params: object = {}) =>
    bench.json(xmlParse, params, [await bench.file('a.xml', text)]);

  it('reads elements, attributes, lists, text, CDATA, comments and namespaces', async () => {
    const xml = `<?xml version="1.0"?><!-- c --><s:a xmlns:s="u" x="1 &amp; 2">
      <b>1</b><b><![CDATA[<2>]]></b><c/><d y="z">t<!-- c -->u</d><e>&#228;&lt;</e></s:a>`;
    expect(await parse(xml)).toEqual([
      {
        's:a': {
          '@xmlns:s': 'u',
          '@x': '1 & 2',
          b: ['1', '<2>'],
          c: '',
          d: { '@y': 'z', '#text': 'tu' },
          e: 'ä<',
        },
      },
    ]);
  });

  it('gives an item for each element, plain text as a value', async () => {
    const xml = '<r><head>x</head><list><n>1</n><n>2</n><m><n>3</n></m></list><n>4</n></r>';
    expect(await parse(xml, { items: 'r.list.n', types: 'auto' })).toEqual([{ value: 1 }, { value: 2 }]);
    expect(await parse(xml, { items: 'r.list.m', lists: ['n'] })).toEqual([{ n: ['3'] }]);
    expect(await parse(xml, { items: 'r.none' })).toEqual([]);
  });

  it.each([
    ['latin1 by declaration', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>', 'latin1')],
    ['utf-16 by mark', Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>ü</a>', 'utf16le')],
    ['utf-8', Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a>ü</a>')],
  ])('reads %s', async (_, bytes) => {
    expect(await parse(bytes)).toEqual([{ a: 'ü' }]);
  });

  it.each([true, false])('writes what it reads back, indented %s', async (indent) => {
    const rows = Array.from({ length: 1200 }, (_, id) => ({
      '@id': `"${id}"`,
      name: 'ä & <b>\n',
      tags: ['x', 'y'],
      deep: { '@a': '1', '#text': 't', none: '' },
    }));
    const { out } = await bench.run(xmlFormat, { indent }, items(...rows));
    expect(out?.[0]?.json.items).toBe(1200);
    const read = await bench.json(xmlParse, { items: 'items.item' }, out);
    // Only white space at the ends of a text is lost.
    expect(read).toEqual(rows.map((row) => ({ ...row, name: row.name.trim() })));
  });

  it.each([
    { 'a b': 1 },
    { '<x>': 1 },
    { '@a b': 1 },
    { '': 1 },
    { a: 'x\u0001' },
    { '1a': 1 },
    { a: '\ud800' },
  ])('refuses to write %j', async (row) => {
    await expect(bench.run(xmlFormat, {}, items(row))).rejects.toMatchObject({
      kind: 'user',
      code: 'NOT_XML',
    });
  });
});
