import { expect, test } from 'vitest';
import { UserError } from '#contract/error';
import { runNode } from '../testing/index.ts';
import { validate } from './validate.ts';

async function problems(schema: Record<string, unknown>, json: Record<string, unknown>): Promise<unknown> {
  const { invalid } = await runNode(validate, { schema }, [json]);
  return invalid?.[0]?.json.problems;
}

test('reports every problem at once, with paths as in other parameters', async () => {
  const schema = {
    required: ['id'],
    additionalProperties: false,
    properties: {
      lines: { type: 'array', items: { required: ['sku'], properties: { n: { minimum: 1 } } } },
      'a/b~c': { enum: ['x', 1] },
    },
  };
  expect(await problems(schema, { lines: [{}, { sku: 'A', n: 0 }], 'a/b~c': 'y', extra: 1 })).toEqual([
    { path: 'id', message: 'is required' },
    { path: 'extra', message: 'is not expected' },
    { path: 'lines.0.sku', message: 'is required' },
    { path: 'lines.1.n', message: 'must be >= 1' },
    { path: 'a/b~c', message: 'must be one of "x", 1' },
  ]);
});

test('knows formats and newer drafts', async () => {
  const draft2020 = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: { pair: { prefixItems: [{ type: 'string' }, { format: 'date' }] } },
  };
  expect(await problems(draft2020, { pair: ['x', '2026-02-30'] })).toEqual([
    { path: 'pair.1', message: 'must match format "date"' },
  ]);
  expect(await problems(draft2020, { pair: ['x', '2026-02-28'] })).toBeUndefined();
});

test('two schemas may have the same $id', async () => {
  const $id = 'https://example.com/order';
  expect(await problems({ $id, required: ['a'] }, {})).toEqual([{ path: 'a', message: 'is required' }]);
  expect(await problems({ $id, required: ['b'] }, {})).toEqual([{ path: 'b', message: 'is required' }]);
});

test.each([
  ['loads nothing from elsewhere', { $ref: 'https://example.com/schema.json' }],
  ['is asynchronous', { $async: true }],
  ['has a wrong type', { type: 'strin' }],
  ['looks around in a pattern', { properties: { a: { pattern: '^(?=x)' } } }],
  ['has a broken pattern', { properties: { a: { pattern: '(' } } }],
])('a schema that %s is refused', async (_, schema) => {
  const run = runNode(validate, { schema }, [{ a: 'x' }]);
  await expect(run).rejects.toThrow(UserError);
  await expect(run).rejects.toThrow('The JSON Schema cannot be used: ');
});

test('a pattern that would take for ever does not', async () => {
  const schema = { properties: { a: { pattern: '^(a+)+$' } } };
  expect(await problems(schema, { a: `${'a'.repeat(50_000)}!` })).toEqual([
    { path: 'a', message: 'must match pattern "^(a+)+$"' },
  ]);
});
