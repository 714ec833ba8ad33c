import { afterAll, describe, expect, test, vi } from 'vitest';
import { compileParams, createSandbox } from '../index.ts';
import { testEnv } from '../test-env.ts';
import { HELPERS } from './index.ts';

// Processes are started and killed, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const sandbox = createSandbox({ processes: 1 });
afterAll(() => sandbox.close());

async function evaluate(expression: string, json: Record<string, unknown> = {}): Promise<unknown> {
  const compiled = compileParams(`{{ ${expression} }}`, { isLiteral: () => false });
  expect(compiled.problems).toEqual([]);
  const [value] = await compiled.evaluateMany(
    testEnv(),
    [{ json }],
    0,
    sandbox,
    new AbortController().signal,
  );
  return value;
}

describe.each(Object.entries(HELPERS))('%s', (_kind, table) => {
  test.each(Object.entries(table))('%s does what its example says', async (name, helper) => {
    const [expression, value] = helper.example;
    expect(expression).toContain(`.${name}(`);
    expect(helper.call).toMatch(new RegExp(`^${name}\\(`));
    expect(await evaluate(expression)).toEqual(value);
  });
});

test('fields named like helpers neither hide nor break them', async () => {
  expect(await evaluate('$json.keys()', { keys: 1, isEmpty: 'x' })).toEqual(['keys', 'isEmpty']);
  expect(await evaluate('$json.isEmpty()', { isEmpty: 'x' })).toBe(false);
  expect(await evaluate('$json.merge({ b: 1 })', { merge: null })).toEqual({ merge: null, b: 1 });
});

test('helpers end optional chains, and native methods of the same name still work', async () => {
  expect(await evaluate('$json.nope?.first()')).toBeUndefined();
  expect(await evaluate('[...new Map([["a", 1]]).keys()]')).toEqual(['a']);
  expect(await evaluate('[...[7, 8].keys()]')).toEqual([0, 1]);
  expect(await evaluate('new Set([1]).union(new Set([2])).size')).toBe(2);
  expect(await evaluate('({ first() { return 5; } }).first()')).toBe(5);
});

test('a helper on the wrong kind of value says so', async () => {
  expect(await evaluate('$json.n.toTitleCase()', { n: 5 })).toMatchObject({
    code: 'EXPRESSION',
    message: '.toTitleCase() does not exist on a number',
  });
  expect(await evaluate('"x1".toNumber()')).toMatchObject({ message: '"x1" is not a number' });
});

test.each([
  ['(2.5).round()', 3],
  ['(-2.5).round()', -3],
  ['(1e21).round(2)', 1e21],
  ['(0.1 + 0.2).round(2)', 0.3],
  ['(1234).round(-2)', 1200],
  ['(45000).toDateTime("excel").toISODate()', '2023-03-15'],
  ["'HTTPServer error-code_9'.toSnakeCase()", 'http_server_error_code_9'],
  ["'o’neil and d\\'arcy'.toTitleCase()", "O’neil And D'arcy"],
  ["'a'.toDateTime().x", 'error'],
  ["'2026-03-01T10:00:00+05:00'.toDateTime().toISO()", '2026-03-01T10:00:00.000+05:00'],
  ["'2026-03-01'.toDateTime().toISO()", '2026-03-01T00:00:00.000+01:00'],
  ['new Date(0).plus(1, "days").toMillis()', 86_400_000],
  ['$now.plus({ days: 1 }).diffTo($now, "hours")', -24],
  ['$json.list.sortBy()', [1, 2, 3]],
])('%s', async (expression, value) => {
  const result = await evaluate(expression, { list: [3, 1, 2] });
  if (value === 'error') expect(result).toMatchObject({ code: 'EXPRESSION' });
  else expect(result).toEqual(value);
});
