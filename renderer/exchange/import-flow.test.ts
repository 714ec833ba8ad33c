import { describe, expect, it } from 'vitest';
import { freshPath } from './fresh-path.ts';
import { checkForeign, MAX_IMPORT } from './import-flow.ts';

const flow = '{ "flowbench": 1, "id": "flw_a", "name": "A",\n  "nodes": {} }';

describe('a text from elsewhere', () => {
  it('stays as it is, to the space', () => {
    expect(checkForeign('a.flow.json', flow, new Set())).toBe(flow);
  });

  it('gets an identity of its own where that one is taken', () => {
    const text = checkForeign('a.flow.json', `\uFEFF${flow}`, new Set(['flw_a']));
    expect(JSON.parse(text)).toMatchObject({ name: 'A', id: expect.not.stringMatching(/^flw_a$/) });
  });

  it('is taken with its mistakes, to be mended here', () => {
    const broken = '{ "flowbench": 1, "id": "x", "name": "A", "nodes": { "a b": {} } }';
    expect(checkForeign('a.flow.json', broken, new Set())).toBe(broken);
  });

  it.each([
    ['{ oops', /x\.json was not imported: this is not JSON/],
    ['[]', /was not imported: a flow file holds one JSON object/],
    ['{ "nodes": [] }', /this is not a Flowbench flow/],
    ['{ "flowbench": 7 }', /format version 7; this Flowbench reads up to version 1/],
  ])('is refused with a sentence: %s', (text, why) => {
    expect(() => checkForeign('x.json', text, new Set())).toThrow(why);
  });

  it('is refused where it is too large', () => {
    expect(() => checkForeign('x.json', ' '.repeat(MAX_IMPORT + 1), new Set())).toThrow(/larger than 20 MB/);
  });
});

it.each([
  ['Orders.flow.json', [], 'orders.flow.json'],
  ['orders.flow.json', ['ORDERS.flow.json', 'orders-2.flow.json'], 'orders-3.flow.json'],
  ['C:\\x\\..\\Größe (1).json', [], 'größe-1.flow.json'],
  ['../../.flow.json', [], 'imported.flow.json'],
  ['', [], 'imported.flow.json'],
])('the path for %j', (name, taken, path) => {
  expect(freshPath(name, new Set(taken))).toBe(path);
});
