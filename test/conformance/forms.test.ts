import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { describeNode, fieldMeta } from '#contract/node';
import { catalogue } from '#nodes';

const entries = [...catalogue];

test.each(entries)('the description of %s survives JSON', (_, definition) => {
  const description = describeNode(definition);
  expect(JSON.parse(JSON.stringify(description))).toEqual(description);
});

test.each(entries)('the defaults of %s are what its form shows', (_, definition) => {
  const fields: [string, z.ZodType][] = Object.entries(definition.params.shape);
  const shown = fields.map(([name]) => [name, defaultIn(fieldMeta(definition, [name]))]);
  const own = fields.map(([name, schema]) => [name, schema.safeParse(undefined).data]);
  expect(shown).toEqual(own);
});

function defaultIn(described: object): unknown {
  return 'default' in described ? described.default : undefined;
}

test.each(entries)(
  'what the form of %s makes of its examples is what the schema makes of them',
  (_, definition) => {
    const { params } = describeNode(definition);
    const fillIn = new Ajv2020({ useDefaults: true, strict: false }).compile(params);
    for (const example of definition.examples) {
      const form: Record<string, unknown> = structuredClone(example.params);
      expect(fillIn(form), JSON.stringify(fillIn.errors)).toBe(true);
      expect(form).toEqual(definition.params.parse(example.params));
    }
  },
);
