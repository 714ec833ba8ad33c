import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sink } from './sink.ts';
import { writeJson } from './write-json.ts';

async function write(value: unknown): Promise<string[]> {
  const pieces: string[] = [];
  const sink: Sink = {
    write: (text) => {
      pieces.push(text);
      return Promise.resolve();
    },
    isTTY: false,
    width: 80,
  };
  await writeJson(sink, value);
  return pieces;
}

test('it writes what JSON.stringify writes, and a line break', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect((await write(value)).join('')).toBe(`${JSON.stringify(value)}\n`);
    }),
  );
  expect((await write({ a: undefined, b: [undefined], c: { d: undefined } })).join('')).toBe(
    '{"b":[null],"c":{}}\n',
  );
});

test('large values are written in pieces', async () => {
  const items = Array.from({ length: 5000 }, (_, n) => ({ json: { n, text: 'x'.repeat(100) } }));
  const pieces = await write({ outputs: { node: { out: items } } });
  expect(pieces.length).toBeGreaterThan(5);
  expect(JSON.parse(pieces.join('')).outputs.node.out).toEqual(items);
});
