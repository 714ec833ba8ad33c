import { expect, test } from 'vitest';
import { outputPorts } from '#contract/node';
import { runNode } from '../testing/index.ts';
import { switchNode } from './switch.ts';

const cases = (...names: string[]) => names.map((name) => ({ name, test: true }));

test('has a port per case, in order, and one for the rest', () => {
  const params = switchNode.params.parse({ cases: cases('b', 'a') });
  expect(outputPorts(switchNode, params)).toEqual(['b', 'a', 'otherwise']);
});

test.each([
  [['a', 'a'], 'there are two cases called "a"; rename one'],
  [[' '], 'a case needs a name'],
  [['error'], 'a case cannot be called "error": that port is taken; choose another name'],
  [['otherwise'], 'a case cannot be called "otherwise": that port is taken; choose another name'],
  [['a -> b'], 'a case cannot be called "a -> b": edges could not name its port; choose another name'],
  [['__proto__'], 'a case cannot be called "__proto__": edges could not name its port; choose another name'],
])('case names %j are refused', (names, message) => {
  const { error } = switchNode.params.safeParse({ cases: cases(...names) });
  expect(error?.issues).toMatchObject([{ message, path: ['cases', names.length - 1, 'name'] }]);
});

test('first takes one port, all takes every one that fits', async () => {
  const params = { cases: cases('a', 'json', '7') };
  expect(Object.keys(await runNode(switchNode, params, [{}]))).toEqual(['a']);
  const all = await runNode(switchNode, { ...params, match: 'all' }, [{}]);
  expect(Object.keys(all)).toEqual(['7', 'a', 'json']);
});

test('what fits nowhere leaves by otherwise', async () => {
  const params = { cases: [{ name: 'a', test: false }] };
  expect(await runNode(switchNode, params, [{}])).toEqual({ otherwise: [{ json: {} }] });
  expect(await runNode(switchNode, { ...params, match: 'all' }, [{}])).toEqual({ otherwise: [{ json: {} }] });
});
