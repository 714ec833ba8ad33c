import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPath, jsonPlaces } from './json-places.ts';

test('lines count from one, by path', () => {
  const { lines } = jsonPlaces('{\n  "nodes": {\n    "a": { "in": [\n 1,\n 2] }\n  }\n}');
  expect([...lines]).toEqual([
    ['nodes', 2],
    ['nodes/a', 3],
    ['nodes/a/in', 3],
    ['nodes/a/in/0', 4],
    ['nodes/a/in/1', 5],
  ]);
});

test('a name that stands twice in one object is found, with its last line', () => {
  const { duplicates, lines } = jsonPlaces('{ "a": { "x": 1,\n "y": 2,\n "x": 3 } }');
  expect(duplicates).toEqual(['a/x']);
  expect(lines.get('a/x')).toBe(3);
});

test('names with slashes, tildes and nothing in them are told apart', () => {
  const text = '{ "a/b": 1, "a": { "b": 2, "": 3 }, "": { "a": 4 }, "~1": 5, "/": 6, "a~1b": 7 }';
  expect(jsonPlaces(text).duplicates).toEqual([]);
  expect(jsonPlaces(text).lines.size).toBe(9);
  expect(jsonPath(['headers', 'a/b~', 0])).toBe('headers/a~1b~0/0');
});

test.each(['{', '[1,', '{"a" 1}', '{"a":1,}', '[1 2]', 'tru', '"a', '', '1 1', '{"a":01}'])(
  '%s is not JSON',
  (text) => {
    expect(() => jsonPlaces(text)).toThrow(/^line 1 has/);
    expect(() => JSON.parse(text)).toThrow();
  },
);

test('what is nested deeper than any flow is refused before it can overflow a stack', () => {
  expect(() => jsonPlaces('['.repeat(100_000))).toThrow('nested more than 200 deep');
});

function pathsOf(value: unknown, path: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    jsonPath([...path, name]),
    ...pathsOf(inner, [...path, name]),
  ]);
}

test('it finds every place of any JSON, and nothing else, however it is written', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2, '\t', '\r\n '), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const { lines, duplicates } = jsonPlaces(text);
      expect([...lines.keys()].sort()).toEqual(pathsOf(JSON.parse(text)).sort());
      expect(duplicates).toEqual([]);
      expect(Math.max(1, ...lines.values())).toBeLessThanOrEqual(text.split('\n').length);
    }),
  );
});

test('it accepts and refuses what JSON.parse does', () => {
  const broken = fc
    .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', 'x', '0'))
    .map(
      ([text, at, put]) =>
        text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1),
    );
  const accepts = (parse: (text: string) => unknown, text: string): boolean => {
    try {
      parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(broken, (text) => {
      expect(accepts(jsonPlaces, text)).toBe(accepts(JSON.parse, text));
    }),
    { numRuns: 500 },
  );
});
