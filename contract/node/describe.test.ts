import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineNode, describeNode, field, fieldMeta } from './index.ts';

const definition = defineNode({
  type: 'data.sample',
  version: 2,
  title: 'Sample',
  summary: 'Shows every part of a description.',
  group: 'data',
  icon: 'circle',
  params: z
    .object({
      code: field.text('Code', { literal: true }).default('return 1;'),
      cases: field.list('Cases', z.object({ name: field.text('Name', { literal: true }) })).default([]),
      headers: field.keyValue('Headers').optional(),
      when: field.condition('When', { deferred: true, showIf: { code: ['x'] } }).optional(),
    })
    .refine(() => true),
  inputs: (_, wired) => ['a', ...wired],
  outputs: ({ cases }) => [...cases.map(({ name }) => name), 'rest'],
  replay: ({ code }) => (code ? 'once' : 'pure'),
  effects: 'read',
  needsTrust: true,
  examples: [],
  run: (item) => item,
});

test('describes a node type as JSON', () => {
  const description = describeNode(definition);
  expect(JSON.parse(JSON.stringify(description))).toEqual(description);
  expect(description).toMatchObject({
    type: 'data.sample',
    version: 2,
    kind: 'item',
    inputs: { names: ['a'], computed: true },
    outputs: { names: ['rest'], computed: true },
    replay: 'computed',
    effects: 'read',
    runOnEmpty: false,
    needsTrust: true,
  });
  expect(description.params.properties).toMatchObject({
    code: { type: 'string', label: 'Code', default: 'return 1;', literal: true },
    when: { label: 'When', editor: 'expression', deferred: true, showIf: { code: ['x'] } },
  });
});

test('finds form metadata by path, through defaults, lists and records', () => {
  expect(fieldMeta(definition, ['code'])).toMatchObject({ label: 'Code', literal: true });
  expect(fieldMeta(definition, ['cases', 3, 'name'])).toMatchObject({ label: 'Name', literal: true });
  expect(fieldMeta(definition, ['headers', 'x-a'])).toEqual({});
  expect(fieldMeta(definition, ['when', 'inside'])).toEqual({ deferred: true });
  expect(fieldMeta(definition, ['constructor'])).toEqual({});
  expect(fieldMeta(definition, ['nothing', 'here'])).toEqual({});
});
