import { expect, test } from 'vitest';
import { UserError } from '#contract/error';
import { getPath, lastPart, setField } from './index.ts';

test('reads nested fields, list entries and names that contain dots', () => {
  const json = { a: { b: [{ c: 1 }] }, 'Art.No.': 'x7' };
  expect(getPath(json, 'a.b.0.c')).toBe(1);
  expect(getPath(json, 'Art.No.')).toBe('x7');
  expect(getPath(json, 'a.x.y')).toBeUndefined();
});

test('only own properties are fields', () => {
  expect(getPath({}, 'constructor')).toBeUndefined();
  expect(getPath({ a: 'text' }, 'a.constructor.name')).toBeUndefined();
  expect(getPath({}, '__proto__')).toBeUndefined();
});

test('sets nested fields without touching what was there', () => {
  const inner = { x: 1 };
  const list = [inner];
  const target = { a: { list } };
  setField(target, 'a.list.0.y', 2);
  expect(target).toEqual({ a: { list: [{ x: 1, y: 2 }] } });
  expect(inner).toEqual({ x: 1 });
  expect(list).toEqual([{ x: 1 }]);
});

test('undefined removes a field and makes no empty objects', () => {
  const target = { a: { b: 1, c: 2 }, d: 3 };
  setField(target, 'a.b', undefined);
  setField(target, 'd', undefined);
  setField(target, 'x.y', undefined);
  expect(target).toEqual({ a: { c: 2 } });
});

test.each(['__proto__', '__proto__.polluted', 'a.__proto__.polluted', 'a..b', '.a', ''])(
  'refuses %j as a name to set',
  (name) => {
    const set = () => setField({}, name, 'yes');
    if (name === '') expect(set).not.toThrow();
    else expect(set).toThrow(UserError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  },
);

test('a name like constructor.prototype.x stays inside the data', () => {
  const target = {};
  setField(target, 'constructor.prototype.polluted', 'yes');
  expect(target).toEqual({ constructor: { prototype: { polluted: 'yes' } } });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('says what is in the way', () => {
  expect(() => setField({ a: 'text' }, 'a.b', 1)).toThrow('"a.b" cannot be set: "a" is a string');
  expect(() => setField({ a: [1] }, 'a.5', 1)).toThrow('"a" is a list of 1');
});

test('names the last part', () => {
  expect(lastPart('customer.name')).toBe('name');
  expect(lastPart('name')).toBe('name');
});
