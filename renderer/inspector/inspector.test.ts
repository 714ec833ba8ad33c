import { describe, expect, test } from 'vitest';
import { formOf } from '#renderer/form';
import { asExpression, asFixed, modeOf } from './field-mode.ts';
import { fillByName, missingFields } from './map-fields.ts';
import { problemsAt, problemsElsewhere } from './node-problems.ts';
import { retryScale, retryWaits, waitText } from './retry-scale.ts';

const schema = {
  type: 'object',
  required: ['url'],
  properties: {
    method: { type: 'string', enum: ['GET', 'POST'], default: 'GET', label: 'Method' },
    url: { type: 'string', label: 'URL', editor: 'url' },
    headers: { type: 'object', additionalProperties: {}, label: 'Headers', editor: 'keyValue' },
    body: { label: 'Body', editor: 'expression', showIf: { method: ['POST'] } },
    sheet: { anyOf: [{ type: 'string' }, { type: 'integer' }], label: 'Sheet' },
    by: { type: 'array', items: { type: 'string' }, label: 'By' },
    rules: {
      type: 'array',
      label: 'Rules',
      items: { type: 'object', required: ['name'], properties: { name: { type: 'string', literal: true } } },
    },
    paging: { type: 'object', label: 'Paging', properties: { max: { type: 'integer', minimum: 1 } } },
    anything: { type: 'object', propertyNames: { type: 'string' } },
  },
};
const form = formOf(schema);
const field = (key: string) => {
  const found = form.find((each) => each.key === key);
  if (!found) throw new Error(key);
  return found;
};

describe('fixed or expression', () => {
  test('an expression shows itself; fields for any value begin with one', () => {
    expect(modeOf(field('url'), '{{ 1 }}', 'fixed')).toBe('expression');
    expect(modeOf(field('url'), 'x', undefined)).toBe('fixed');
    expect(modeOf(field('url'), 'x', 'expression')).toBe('expression');
    expect(modeOf(field('body'), undefined, undefined)).toBe('expression');
    expect(modeOf(field('body'), { a: '{{ 1 }}' }, 'expression')).toBe('fixed');
    expect(modeOf(field('headers'), 'text', undefined)).toBe('expression');
    expect(modeOf(field('rules'), [], 'expression')).toBe('fixed');
  });

  test('going from one to the other keeps what can be kept', () => {
    expect(asExpression(field('body'), 5)).toBe('{{ 5 }}');
    expect(asExpression(field('url'), 'x')).toBe('x');
    expect(asFixed(field('url'), '{{ $json.u }}', 'http://a')).toBe('http://a');
    expect(asFixed(field('url'), '{{ $json.u }}', 5)).toBeUndefined();
    expect(asFixed(field('method'), '{{ $json.m }}', 'PUT')).toBeUndefined();
    expect(asFixed(field('url'), 'x', undefined)).toBe('x');
  });
});

test('a problem stands at the innermost field, or above the form', () => {
  const problem = (param?: string) => ({
    severity: 'error' as const,
    code: 'X',
    message: 'm',
    ...(param ? { param } : {}),
  });
  const all = [problem('rules[0].name'), problem('headers.a'), problem(), problem('old.x'), problem('url')];
  expect(problemsAt(all, ['rules'], 'objects')).toEqual([]);
  expect(problemsAt(all, ['rules', 0, 'name'], 'text')).toEqual([all[0]]);
  expect(problemsAt(all, ['headers'], 'keyValue')).toEqual([all[1]]);
  expect(problemsAt(all, ['url'], 'url')).toEqual([all[4]]);
  expect(
    problemsElsewhere(
      all,
      form.map(({ key }) => key),
    ),
  ).toEqual([all[2], all[3]]);
});

describe('retry', () => {
  test('waits grow by the factor up to the longest', () => {
    expect(retryWaits({ attempts: 4, delay: '500ms' })).toEqual([500, 1000, 2000]);
    expect(retryWaits({ attempts: 4, delay: '1m', factor: 10, maxDelay: '5m' })).toEqual([
      60_000, 300_000, 300_000,
    ]);
    expect(retryWaits({ attempts: 1 })).toEqual([]);
  });

  test('the drawing fills the width and skips the middle of long ones', () => {
    const parts = retryScale(retryWaits({ attempts: 10 }));
    expect(parts).toHaveLength(5);
    expect(parts.at(-1)).toMatchObject({ skipped: 4, ms: 256_000 });
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect([500, 2000, 90_000, 50].map(waitText)).toEqual(['0.5 s', '2 s', '1.5 m', '50 ms']);
  });
});

describe('map all', () => {
  const inputs = [['Order_ID'], ['customer'], ['customer', 'city'], ['e-mail']];

  test('fills by name, whatever case and signs', () => {
    expect(
      fillByName([{ name: 'orderId' }, { name: 'to.email' }, { name: 'city' }, { name: 'x' }], inputs),
    ).toEqual([
      { name: 'orderId', value: '{{ $json.Order_ID }}' },
      { name: 'to.email', value: "{{ $json['e-mail'] }}" },
      { name: 'city', value: '{{ $json.customer.city }}' },
      { name: 'x' },
    ]);
    expect(fillByName([{ name: 'customer', value: 1 }], inputs)).toEqual([{ name: 'customer', value: 1 }]);
  });

  test('adds what is not there yet', () => {
    expect(missingFields([{ name: 'order id' }], inputs)).toEqual([
      { name: 'customer', value: '{{ $json.customer }}' },
      { name: 'e-mail', value: "{{ $json['e-mail'] }}" },
    ]);
  });
});
