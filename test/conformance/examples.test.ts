import { expect, test } from 'vitest';
import { outputPorts } from '#contract/node';
import { examples, runExample } from './run-example.ts';

test.each(examples)('$name', async ({ definition, example }) => {
  const outputs = await runExample(definition, example);
  const given = Object.entries(outputs).filter(([, items]) => items.length > 0);
  const json = Object.fromEntries(given.map(([port, items]) => [port, items.map((item) => item.json)]));
  const expected = Object.entries(example.output).filter(([, list]) => list.length > 0);
  expect(json).toEqual(Object.fromEntries(expected));
  // JSON-safe: what a journal writes and reads back is the same.
  expect(JSON.parse(JSON.stringify(outputs))).toEqual(outputs);
});

test.each(examples)('$name uses declared ports only', async ({ definition, example }) => {
  const ports = outputPorts(definition, definition.params.parse(example.params));
  for (const port of Object.keys(example.output)) expect(ports).toContain(port);
  for (const port of Object.keys(await runExample(definition, example))) expect(ports).toContain(port);
});
