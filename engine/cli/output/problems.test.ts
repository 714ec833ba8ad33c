import { expect, test } from 'vitest';
import { parseFlow } from '#contract/flow';
import { locate } from '#engine/run';
import { formatProblem } from './problems.ts';

const plain = (_format: unknown, text: string) => text;
const text = JSON.stringify(
  {
    flowbench: 1,
    nodes: {
      a: { type: 'data.map', retry: { attempts: 2 }, params: { fields: [{ name: 'x', value: 'y' }] } },
    },
    edges: ['a -> b'],
  },
  null,
  1,
);
const { flow, lines } = parseFlow(text);
const lineOf = (part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;

test('a finding gets the line of the closest thing the file has', () => {
  if (!flow) throw new Error('the flow must be readable');
  const problem = { severity: 'error', code: 'X', message: 'wrong' } as const;
  const line = (about: object) => locate({ ...problem, ...about }, flow, lines).line;
  expect(line({ node: 'a', param: 'fields[0].value' })).toBe(lineOf('"value"'));
  expect(line({ node: 'a', param: 'fields[7].value' })).toBe(lineOf('"fields"'));
  expect(line({ node: 'a', param: 'missing' })).toBe(lineOf('"a":'));
  expect(line({ node: 'a', param: 'retry' })).toBe(lineOf('"retry"'));
  expect(line({ edge: 'a -> b' })).toBe(lineOf('a -> b'));
  expect(line({ line: 3 })).toBe(3);
  expect(line({})).toBeUndefined();
});

test('a problem names its place first and says what to do below', () => {
  expect(
    formatProblem(
      'x.flow.json',
      { severity: 'error', code: 'X', message: 'wrong', hint: 'Mend it.', node: 'a', param: 'b', line: 3 },
      plain,
    ),
  ).toBe('x.flow.json:3: error: node "a", parameter "b": wrong\n    Mend it.');
});
