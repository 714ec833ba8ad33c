import { z } from 'zod';
import { defineNode, field, type Item, type JsonObject } from '#contract/node';
import { getPath, isBlank } from '../values/index.ts';
import { type Problem, schemaCheck } from './json-schema.ts';

export const validate = defineNode({
  type: 'data.validate',
  version: 1,
  title: 'Validate',
  summary: 'Separates items that are as they should be from those that are not.',
  group: 'data',
  icon: 'badge-check',
  docs: `Checks required fields, a JSON Schema, or both. An item with problems leaves by **invalid** with a list
\`problems: [{ path, message }]\` added, every problem at once. Empty text does not count as filled in.
Schemas may refer only to themselves: nothing is loaded from elsewhere. Patterns are RE2 (no look-around).`,
  params: z.object({
    required: field
      .names('Required fields', { help: 'Fields that must be filled in; dots reach into objects.' })
      .default([]),
    schema: field
      .keyValue('JSON Schema', {
        editor: 'json',
        help: 'What an item must look like; draft 7, 2019-09 or 2020-12.',
      })
      .optional(),
  }),
  outputs: ['out', 'invalid'],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Required fields',
      params: { required: ['email', 'address.city'] },
      input: [
        { email: 'ada@example.com', address: { city: 'London' } },
        { email: '', address: {} },
      ],
      output: {
        out: [{ email: 'ada@example.com', address: { city: 'London' } }],
        invalid: [
          {
            email: '',
            address: {},
            problems: [
              { path: 'email', message: 'is required' },
              { path: 'address.city', message: 'is required' },
            ],
          },
        ],
      },
    },
    {
      title: 'A JSON Schema',
      params: {
        schema: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'integer' }, email: { type: 'string', format: 'email' } },
        },
      },
      input: [{ id: 1, email: 'ada@example.com' }, { id: 'x' }],
      output: {
        out: [{ id: 1, email: 'ada@example.com' }],
        invalid: [{ id: 'x', problems: [{ path: 'id', message: 'must be integer' }] }],
      },
    },
  ],
  run(item, { params }) {
    const problems = missingFields(item.json, params.required);
    if (params.schema) problems.push(...schemaCheck(params.schema)(item.json));
    return problems.length === 0 ? item : { invalid: [withProblems(item, problems)] };
  },
});

function missingFields(json: JsonObject, required: readonly string[]): Problem[] {
  return required
    .filter((name) => isBlank(getPath(json, name)))
    .map((name) => ({ path: name, message: 'is required' }));
}

function withProblems(item: Item, problems: readonly Problem[]): Item {
  return { ...item, json: { ...item.json, problems } };
}
