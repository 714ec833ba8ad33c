import { expect, test } from 'vitest';
import { type Answer, outputPorts } from '#contract/node';
import { contextFor, NOW, plainAbilities } from '../testing/index.ts';
import { waitFor } from './wait-for.ts';

const items = [{ json: { order: 7 } }];

function context(raw: Record<string, unknown>) {
  const params = waitFor.params.parse(raw);
  return { ...contextFor({ params, inputs: {}, itemIndex: 0 }, plainAbilities()), params };
}

const resume = (event: string, answer: Answer) => waitFor.resume(items, answer, context({ event }));

test('waits for the event, at most until the timeout', () => {
  expect(waitFor.direct([], context({}))).toEqual({ do: 'wait', event: 'call' });
  expect(waitFor.direct([], context({ event: 'approval', timeout: '1d' }))).toEqual({
    do: 'wait',
    event: 'approval',
    until: NOW + 86_400_000,
  });
});

test('the caller decides what goes on after a call', () => {
  const sent = [{ json: { paid: true } }];
  expect(resume('call', { by: 'event', items: sent })).toEqual({ out: sent });
});

test('an approval adds to what came in', () => {
  const json = (approved: boolean, comment: string | null) => [
    { json: { order: 7, approval: { approved, comment } } },
  ];
  expect(resume('approval', { by: 'event', items: [], approved: true, comment: 'fine' })).toEqual({
    approved: json(true, 'fine'),
  });
  expect(resume('approval', { by: 'event', items: [], approved: false })).toEqual({
    rejected: json(false, null),
  });
  expect(resume('approval', { by: 'event', items: [] })).toEqual({ rejected: json(false, null) });
});

test('what came in leaves by timeout', () => {
  expect(resume('call', { by: 'time' })).toEqual({ timeout: items });
});

test('has the ports of its event', () => {
  const ports = (event: string) => outputPorts(waitFor, waitFor.params.parse({ event }));
  expect(ports('call')).toEqual(['out', 'timeout']);
  expect(ports('approval')).toEqual(['approved', 'rejected', 'timeout']);
});
