import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { describeNode, fieldMeta } from '#contract/node';
import { catalogue } from '#nodes';

const entries = [...catalogue];

test.each(entries)('the description of %s survives JSON', (_, definition) => {
  const description = describeNode(definition);
  expect(JSON.parse(JSON.stringify(description))).toEqual(description);
});

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
