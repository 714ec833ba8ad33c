import { expect, test } from 'vitest';
import { FlowError, toErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import { catalogue } from '#nodes';
import { plainAbilities } from './plain-context.ts';
import { inputOf, runExample } from './run-node.ts';

const examples = [...catalogue.values()].flatMap((definition) =>
  definition.examples.map((example) => ({
    name: `${definition.type}: ${example.title}`,
    definition,
    example,
  })),
);

/** Data that no example expects. */
const ODD = [
  {},
  { id: null, lines: 'text', total: {}, tags: null },
  { __proto__: null, total: 'much', id: [] },
];

test.each(examples)('$name fails, if at all, with an error that helps', async ({ definition, example }) => {
  const ports = Object.keys(inputOf(definition, example));
  const odd: Item[] = ODD.map((json) => ({ json }));
  const input = Object.fromEntries(ports.map((port) => [port, odd]));
  const failure = await runExample(
    { ...definition },
    withoutExpressions(example),
    plainAbilities(),
    input,
  ).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure === undefined) return;
  expect(failure).toBeInstanceOf(FlowError);
  const shape = toErrorShape(failure);
  expect(['user', 'step']).toContain(shape.kind);
  expect(shape.code).toMatch(/^[A-Z][A-Z0-9_]*$/);
  expect(shape.message).toMatch(/^[A-Z"].*[.]$/s);
  expect(shape.hint).toMatch(/^[A-Z].*[.]$/s);
  expect(JSON.parse(JSON.stringify(shape))).toEqual(shape);
});

/** Expressions of an example may fail on odd data, which is not the node's doing. */
function withoutExpressions<T extends { params: Record<string, unknown> }>(example: T): T {
  const text = JSON.stringify(example.params).replaceAll(/\{\{.*?\}\}/g, 'text');
  return { ...example, params: JSON.parse(text) };
}

const reaching = examples.filter(({ definition }) => definition.effects !== 'none');

test.skipIf(reaching.length === 0).each(reaching)(
  '$name ends within a second when aborted',
  { timeout: 1000 },
  async (entry) => {
    const stop = new AbortController();
    const abilities = { ...plainAbilities(), signal: stop.signal };
    const hanging = {
      ...abilities,
      http: {
        request: ({ signal }: { signal: AbortSignal }) =>
          new Promise<never>((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason), { once: true });
            stop.abort();
          }),
      },
    };
    const ending = runExample(entry.definition, entry.example, hanging).catch(() => 'aborted');
    queueMicrotask(() => stop.abort());
    await ending;
  },
);
