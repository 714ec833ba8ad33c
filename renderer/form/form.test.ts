import { describe, expect, test } from 'vitest';
import { moved, objectOf } from './entries.ts';
import { formOf, shownFields, titleOf } from './form-model.ts';

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

describe('forms', () => {
  test('every kind of parameter has its editor', () => {
    expect(Object.fromEntries(form.map(({ key, kind }) => [key, kind]))).toEqual({
      method: 'choice',
      url: 'url',
      headers: 'keyValue',
      body: 'value',
      sheet: 'text',
      by: 'names',
      rules: 'objects',
      paging: 'group',
      anything: 'json',
    });
    expect(field('url')).toMatchObject({ required: true, label: 'URL' });
    expect(field('sheet').orNumber).toBe(true);
    expect(field('rules').fields).toMatchObject([
      { key: 'name', kind: 'text', required: true, literal: true },
    ]);
    expect(field('paging').fields).toMatchObject([{ key: 'max', min: 1, integer: true, label: 'Max' }]);
    expect(titleOf('onItemError')).toBe('On item error');
  });

  test('conditional fields follow values and defaults, but what is set is never hidden', () => {
    const keys = (values: Record<string, unknown>) => shownFields(form, values).map(({ key }) => key);
    expect(keys({})).not.toContain('body');
    expect(keys({ method: 'POST' })).toContain('body');
    expect(keys({ body: 1 })).toContain('body');
  });
});

test('entries of lists and tables', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a'], 0, 1)).toEqual(['a']);
  expect(objectOf([{ name: '', value: 'x' }])).toBeUndefined();
  expect(objectOf([{ name: 'a', value: undefined }])).toEqual({ a: '' });
});
