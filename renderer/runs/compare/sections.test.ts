import { expect, test } from 'vitest';
import type { Item } from '#contract/node';
import { STEP } from '../model/index.ts';
import { compareSections, type SideData, type StepData } from './sections.ts';

const step = (change: Partial<StepData>): StepData => ({
  status: STEP.succeeded,
  ms: 240,
  attempts: 1,
  out: new Map(),
  error: undefined,
  ...change,
});
const gives = (port: string, json: Item['json']) => new Map([[port, { total: 1, items: [{ json }] }]]);
const side = (json: Item['json'], steps: Record<string, StepData>): SideData => ({
  input: [{ json }],
  steps: new Map(Object.entries(steps)),
});
const INSIDE = [
  { node: 'reserve', name: 'Reserve stock' },
  { node: 'tell', name: 'Describe shortage' },
];

test('what differs between a good and a failed iteration is marked, and nothing else', () => {
  const error = {
    kind: 'step',
    code: 'HTTP_409',
    message: 'SHORTAGE',
    retryable: false,
    step: 'lines/each[57]/reserve',
  } as const;
  const sections = compareSections(
    side(
      { sku: 'HT-4409', qty: 24, warehouse: 'OSL-2' },
      {
        reserve: step({ out: gives('main', { sku: 'HT-4409', qty: 24, warehouse: 'OSL-2', id: 'R-87903' }) }),
      },
    ),
    side(
      { sku: 'HT-4410', qty: 240, warehouse: 'OSL-2' },
      { reserve: step({ status: STEP.failed, ms: 61, error }) },
    ),
    INSIDE,
  );
  const shown = sections.map(({ title, rows }) => [
    title,
    rows.map(({ name, a, b, differs }) => `${name} ${differs ? '≠' : '='} ${a ?? '–'} | ${b ?? '–'}`),
  ]);
  expect(shown).toEqual([
    ['Input', ['sku ≠ HT-4409 | HT-4410', 'qty ≠ 24 | 240', 'warehouse = OSL-2 | OSL-2']],
    [
      'Reserve stock',
      [
        'result ≠ done | failed: HTTP_409 SHORTAGE',
        'leaves by main ≠ 1 item | –',
        'id ≠ R-87903 | –',
        'attempts ≠ 1 | 1, HTTP_409 is not retried',
        'took ≠ 240 ms | 61 ms',
      ],
    ],
  ]);
});

test('a node that took part in neither is left out; nested fields have a path', () => {
  const sections = compareSections(
    side({ order: { id: 1, lines: [1, 2] } }, { tell: step({ status: STEP.skipped, attempts: 0 }) }),
    side({ order: { id: 2, lines: [1, 2] } }, {}),
    INSIDE,
  );
  expect(sections.map(({ title }) => title)).toEqual(['Input']);
  expect(sections[0]?.rows.map(({ name, differs }) => [name, differs])).toEqual([
    ['order.id', true],
    ['order.lines', false],
  ]);
});
