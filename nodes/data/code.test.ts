import { expect, test } from 'vitest';
import type { Item } from '#contract/node';
import { runNode } from '../testing/index.ts';
import { code } from './code.ts';

const run = (
  source: string,
  mode: 'list' | 'item',
  input: Record<string, unknown>[] = [{ n: 1 }, { n: 2 }],
) => runNode(code, { code: source, mode }, input);

test('makes items of objects, items and lists of both', async () => {
  expect((await run('return { a: 1 };', 'list')).out).toEqual([{ json: { a: 1 } }]);
  expect((await run('return [{ a: 1 }, { json: { b: 2 } }];', 'list')).out).toEqual([
    { json: { a: 1 } },
    { json: { b: 2 } },
  ]);
  expect((await run('return $input.all();', 'list')).out).toEqual([{ json: { n: 1 } }, { json: { n: 2 } }]);
});

test('nothing returned means no items', async () => {
  expect((await run('return null;', 'list')).out).toEqual([]);
  expect((await run('if ($json.n === 2) return $json;', 'item')).out).toEqual([{ json: { n: 2 } }]);
});

test('data with a field called json stays data', async () => {
  expect((await run('return { json: "text", id: 1 };', 'list')).out).toEqual([
    { json: { json: 'text', id: 1 } },
  ]);
  expect((await run('return { json: { a: 1 }, id: 1 };', 'list')).out).toEqual([
    { json: { json: { a: 1 }, id: 1 } },
  ]);
});

test('each item descends from the item the code ran for', async () => {
  const parents: Item[][] = [];
  const from = (output: Item, ...inputs: readonly Item[]) => {
    parents.push([...inputs]);
    return output;
  };
  const items = [{ json: { n: 1 } }, { json: { n: 2 } }];
  await runNode(code, { code: 'return [{}, {}];', mode: 'item' }, items, { from });
  expect(parents.map(([parent]) => parent?.json.n)).toEqual([1, 1, 2, 2]);
});

test('says what was returned instead of items', async () => {
  await expect(run('return 12;', 'list')).rejects.toThrow(
    'The code returned the number 12, but items are objects',
  );
  await expect(run('return ["x"];', 'item')).rejects.toThrow(
    'The code returned the text "x" at position 0 of the list for item 0, but items are objects',
  );
});

test('refuses empty code', async () => {
  await expect(run('  ', 'list')).rejects.toThrow('There is no code to run');
});
