import { expect, test } from 'vitest';
import type { Item } from '#contract/node';
import { contextFor, plainAbilities } from '../testing/index.ts';
import { respond } from './respond.ts';

function answer(raw: Record<string, unknown>, items: readonly Item[] = [{ json: { id: 1 } }]) {
  const params = respond.params.parse(raw);
  return respond.direct(items, {
    ...contextFor({ params, inputs: {}, itemIndex: 0 }, plainAbilities()),
    params,
  });
}

test('answers 200 with the first item unless told otherwise', () => {
  expect(answer({})).toEqual({ do: 'respond', response: { status: 200, headers: {}, body: { id: 1 } } });
  expect(answer({}, [])).toMatchObject({ response: { body: null } });
  expect(answer({ body: null })).toMatchObject({ response: { body: null } });
});

test('header values become text', () => {
  const headers = { 'X-Count': 3, 'X-Off': null, Vary: ['accept', 'origin'] };
  expect(answer({ headers })).toMatchObject({
    response: { headers: { 'x-count': '3', vary: 'accept, origin' } },
  });
});

test.each([[{ 'x-a': 'one\r\nset-cookie: evil' }], [{ 'x a': 'one' }], [{ 'x-a': { an: 'object' } }]])(
  'refuses headers %j',
  (headers) => {
    expect(() => answer({ headers })).toThrow('of the answer cannot be sent');
  },
);

test('refuses a status that is none', () => {
  expect(respond.params.safeParse({ status: 99 }).success).toBe(false);
  expect(respond.params.safeParse({ status: 600 }).success).toBe(false);
});
