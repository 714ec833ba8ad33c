import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { applyChange } from './apply-change.ts';
import { printFlow } from './print-flow.ts';
import { readFlow } from './read-flow.ts';

const root = dirname(dirname(import.meta.dirname));
const examples = globSync('examples/*/*.flow.json', { cwd: root }).map((path) =>
  readFileSync(join(root, path), 'utf8'),
);

function changedLines(before: string, after: string): number {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return now.filter((line) => !old.includes(line)).length + old.filter((line) => !now.includes(line)).length;
}

test.each(examples)('a file that is not edited stays as it was written', (text) => {
  const { flow } = readFlow(text, 'a.flow.json');
  expect(printFlow(flow as Flow, text)).toBe(text);
});

test.each(examples)('an edit of one parameter is a diff of one line', (text) => {
  const { flow } = readFlow(text, 'a.flow.json');
  const [node] = Object.entries((flow as Flow).nodes).find(([, { params }]) => params) ?? [];
  const [param] = Object.keys((flow as Flow).nodes[node ?? '']?.params ?? {});
  const edited = applyChange(flow as Flow, {
    do: 'setParam',
    node: node ?? '',
    path: [param ?? ''],
    value: 'new',
  });
  const after = printFlow(edited, text);
  expect(JSON.parse(after)).toEqual(edited);
  expect(changedLines(text, after)).toBe(2);
});

test('a flow drawn here stands in blocks, one line per parameter, edge and place', () => {
  const flow: Flow = {
    flowbench: 1,
    id: 'f',
    name: 'F',
    nodes: { a: { type: 'http.request', params: { method: 'GET', headers: { accept: 'text/csv' } } } },
    edges: ['a -> b'],
    view: { a: [0, 8] },
  };
  expect(printFlow(flow)).toBe(`{
  "flowbench": 1,
  "id": "f",
  "name": "F",
  "nodes": {
    "a": {
      "type": "http.request",
      "params": {
        "method": "GET",
        "headers": { "accept": "text/csv" }
      }
    }
  },
  "edges": [
    "a -> b"
  ],
  "view": {
    "a": [0, 8]
  }
}
`);
});

test('what is printed reads as what was printed, over any layout', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (old, now) => {
        const base = JSON.stringify(old, null, 3);
        const printed = printFlow(now as unknown as Flow, base);
        expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(now)));
      },
    ),
  );
});
