import { expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { documentAt, documentText, edit, openDocument, undoEdit } from './documents.ts';
import { forgetSecret } from './forget-secret.ts';

const flow: Flow = {
  flowbench: 1,
  id: 'flw_a',
  name: 'a',
  nodes: {
    call: { type: 'http.request', params: { url: 'https://a.example' } },
    other: { type: 'json.parse' },
  },
};
const TEXT = 'Bearer 8af3c99d2b11';

function open(): string {
  const text = JSON.stringify(flow);
  openDocument({ path: 'a.flow.json', text, hash: 'h', problems: [], trusted: true });
  return 'a.flow.json';
}
const setHeader = (path: string, value: string | undefined, node = 'call') =>
  edit(path, {
    do: 'setParams',
    node,
    params: value === undefined ? {} : { headers: { Authorization: value } },
  });
const taken = { node: 'call', path: ['headers', 'Authorization'], text: TEXT, secret: '8af3c99d2b11' };

test('no step of undo or redo leads back to it, nor to a part of it that was typed', () => {
  const path = open();
  for (const typed of ['Bearer ', 'Bearer 8', 'Bearer 8af3c', TEXT]) setHeader(path, typed);
  edit(path, { do: 'addNode', id: 'copy', node: { type: 'http.request', params: { body: `x ${TEXT} y` } } });
  edit(path, { do: 'removeNodes', ids: ['copy'] });
  setHeader(path, undefined);
  forgetSecret(path, taken);
  const seen: string[] = [];
  while (undoEdit(path) !== undefined) seen.push(JSON.stringify(documentAt(path)?.history?.flow));
  expect(seen).toHaveLength(7);
  for (const text of seen) expect(text).not.toMatch(/8af|"Bearer 8"/);
  expect(seen[0]).toContain('Bearer (kept as a credential)');
  // What came before it was typed is as it was.
  expect(seen.at(-2)).toContain('"Bearer "');
  expect(JSON.parse(seen.at(-1) ?? '')).toEqual(flow);
  const document = documentAt(path);
  expect(document && documentText(document)).toBe(JSON.stringify(flow));
});

test('where another node still has it, that one keeps it over undo', () => {
  const path = open();
  setHeader(path, TEXT);
  setHeader(path, TEXT, 'other');
  setHeader(path, undefined);
  forgetSecret(path, taken);
  undoEdit(path);
  const nodes = documentAt(path)?.history?.flow.nodes;
  expect(nodes?.call?.params?.headers).toEqual({ Authorization: 'Bearer (kept as a credential)' });
  expect(nodes?.other?.params?.headers).toEqual({ Authorization: TEXT });
});
