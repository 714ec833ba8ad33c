import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileNodes } from '#nodes/files';
import { createBench, type NodeBench } from '#test/node';

let bench: NodeBench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

async function failure(type: string, bytes: string | Uint8Array, params: object = {}): Promise<unknown> {
  const node = fileNodes.find((one) => one.type === type);
  if (!node) throw new Error(type);
  const items = [await bench.file('hostile', bytes)];
  return bench.run(node, params, items).then(
    () => 'no error',
    (error) => error,
  );
}
const noise = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919 + (i >> 3)) & 0xff);
const user = (code: string, line?: number) =>
  expect.objectContaining({
    kind: 'user',
    code,
    hint: expect.any(String),
    ...(line === undefined ? {} : { detail: expect.objectContaining({ line }) }),
  });

describe('CSV', () => {
  it.each([
    ['zero bytes', 'a,b\n1,2\n\0\0\0', 'NOT_TEXT', 3],
    ['noise', noise, 'NOT_TEXT', undefined],
    ['invalid UTF-8', Buffer.from('a,b\n1,2\ngr\xfcn,1\n', 'latin1'), 'NOT_TEXT', 3],
    ['UTF-8 cut off at the end', Buffer.from('a\n1\nü').subarray(0, -1), 'NOT_TEXT', 3],
    ['UTF-16 without a mark', Buffer.from('a,b\n1,2', 'utf16le'), 'NOT_TEXT', 1],
    ['a quote never closed', 'a,b\n1,2\n"x,3\n4,5\n', 'INVALID_CSV', 4],
    ['a quote in a cell', 'a,b\n1,x"y\n', 'INVALID_CSV', 2],
    ['text after a quote', 'a,b\n1,"x"y\n', 'INVALID_CSV', 2],
    ['too many cells', 'a,b\n1,2\n1,2,3\n', 'INVALID_CSV', 3],
    ['too few cells', 'a,b\n1,2\n1\n', 'INVALID_CSV', 3],
    ['an endless line', `a,b\n${'x'.repeat(9_000_000)}`, 'INVALID_CSV', 2],
    ['an endless quote', `a,b\n1,2\n"${'x,y\n'.repeat(2_500_000)}`, 'INVALID_CSV', undefined],
  ])('refuses %s with the line', async (_, bytes, code, line) => {
    expect(await failure('csv.parse', bytes)).toEqual(user(code, line));
  });
});

describe('JSON', () => {
  it.each([
    ['half a list', '[{"a":1},\n{"a":2}', 2],
    ['half an object', '[1]\n{"a":', 2],
    ['half a string', '\n\n{"a":"x', 3],
    ['a comma too many', '[1,\n2,]', 2],
    ['two commas', '[1,,2]', 1],
    ['a missing comma', '[{"a":1}\n{"a":2}]', 2],
    ['the wrong bracket', '[1}', 1],
    ['text after the end', '[1]\n[2]', 2],
    ['a broken line', '{"a":1}\n{"a":}\n{"a":3}', 2],
    ['a bare word', '{"a":1}\nhello\n', 2],
    ['deep nesting', '['.repeat(100_000), 1],
    ['deep objects', '{"a":'.repeat(100_000), 1],
  ])('refuses %s with the line', async (_, text, line) => {
    expect(await failure('json.parse', text)).toEqual(user('INVALID_JSON', line));
  });

  it('refuses bytes that are no text', async () => {
    expect(await failure('json.parse', noise)).toEqual(user('NOT_TEXT'));
  });

  it('refuses a value too large for one item', async () => {
    expect(await failure('json.parse', `{"a":"${'x'.repeat(68_000_000)}"}`)).toEqual(user('TOO_LARGE'));
  });

  it('keeps prototype names harmless', async () => {
    const node = fileNodes.find((one) => one.type === 'json.parse');
    const item = await bench.file('a', '{"__proto__":{"polluted":true},"constructor":1}');
    const [json] = node ? await bench.json(node, {}, [item]) : [];
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('XML', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">${Array.from(
    { length: 10 },
    (_, i) => `<!ENTITY ${String.fromCharCode(98 + i)} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`,
  ).join('')}]><x>&k;</x>`;
  it.each([
    ['an entity bomb', bomb],
    ['an external entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
    ['an external document type', '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>'],
    ['an unknown entity', '<x>&unknown;</x>'],
    ['an entity of the prototype', '<x>&constructor;&toString;</x>'],
    ['deep nesting', '<a>'.repeat(100_000)],
    ['an element never closed', '<a><b></a>'],
    ['half a document', '<a><b>'],
    ['two roots', '<a/><b/>'],
    ['an attribute twice', '<a x="1" x="2"/>'],
    ['an attribute without quotes', '<a x=1/>'],
    ['no XML at all', 'hello'],
    ['nothing', ''],
    ['a forbidden character', '<a>\u0001</a>'],
  ])('refuses %s', async (_, text) => {
    expect(await failure('xml.parse', text)).toEqual(user('INVALID_XML'));
  });

  it('refuses bytes that are no text', async () => {
    expect(await failure('xml.parse', noise)).toEqual(user('NOT_TEXT'));
    expect(await failure('xml.parse', '<?xml version="1.0" encoding="nonsense"?><a/>')).toEqual(
      user('NOT_TEXT'),
    );
  });

  it('refuses a document too large for one item', async () => {
    for (const start of ['<a>', '<a><!-- ', '<a x="']) {
      expect(await failure('xml.parse', start + 'x'.repeat(68_000_000))).toEqual(user('TOO_LARGE'));
    }
  });

  it('keeps prototype names harmless', async () => {
    const node = fileNodes.find((one) => one.type === 'xml.parse');
    const item = await bench.file(
      'a',
      '<a><__proto__><polluted>1</polluted></__proto__><constructor>x</constructor></a>',
    );
    const [json] = node ? await bench.json(node, {}, [item]) : [];
    expect(Object.getPrototypeOf(json?.a)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
