import { expect, test } from 'vitest';
import { FlowError, toErrorShape } from '#contract/error';
import type { HttpClient } from '#contract/node';
import { inputsOf } from '#nodes/testing';
import { examples, runExample } from './run-example.ts';

/** Data that no example expects. */
const ODD = [
  {},
  { id: null, lines: 'text', total: {}, tags: null },
  { total: 'much', id: [], approved: 'no' },
];

test.each(examples)('$name fails, if at all, with an error that helps', async ({ definition, example }) => {
  const ports = Object.keys(inputsOf(definition, example.input ?? []));
  const input = Object.fromEntries(ports.map((port) => [port, ODD]));
  const failure = await failureOf(
    runExample(definition, { params: withoutExpressions(example.params), input }),
  );
  if (failure === undefined) return;
  expect(failure).toBeInstanceOf(FlowError);
  const shape = toErrorShape(failure);
  expect(['user', 'step']).toContain(shape.kind);
  expect(shape.code).toMatch(/^[A-Z][A-Z0-9_]*$/);
  // A clause without full stop, so that places can be added; the hint is a sentence.
  expect(shape.message).toMatch(/^[A-Z"].*[^.]$/s);
  expect(shape.hint).toMatch(/^[A-Z].*[.]$/s);
  expect(JSON.parse(JSON.stringify(shape))).toEqual(shape);
});

const reaching = examples.filter(({ definition }) => definition.effects !== 'none');

test.each(reaching)('$name ends within a second of being aborted', { timeout: 1000 }, async (entry) => {
  const stop = new AbortController();
  const request: HttpClient['request'] = ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      stop.abort();
    });
  const ending = failureOf(
    runExample(entry.definition, entry.example, { signal: stop.signal, http: { request } }),
  );
  // Nodes that make no request must see the signal themselves.
  setImmediate(() => stop.abort());
  await ending;
});

function failureOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Expressions of an example may fail on odd data, which is not the node's doing. */
function withoutExpressions(params: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(params).replaceAll(/\{\{.*?\}\}/g, 'text'));
}
