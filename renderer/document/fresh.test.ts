import { expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { fragmentOf, fragmentText, freshFragment, freshId, freshName, readFragment } from './fresh.ts';

const flow: Flow = {
  flowbench: 1,
  id: 'f',
  name: 'F',
  nodes: {
    loop: { type: 'control.forEach', name: 'Loop' },
    ask: { type: 'http.request', in: 'loop', name: 'Ask' },
    use: {
      type: 'data.map',
      in: 'loop',
      params: { fields: [{ name: 'a', value: "{{ $('Ask').item.json }}" }] },
    },
  },
  edges: ['loop:each -> ask', 'ask -> use', 'use -> loop:collect'],
  view: { loop: [0, 0, 400, 200], ask: [80, 60] },
};

test('ids and names that are taken get a number', () => {
  expect(freshId('HTTP request', new Set())).toBe('http-request');
  expect(freshId('HTTP request', new Set(['http-request', 'http-request-2']))).toBe('http-request-3');
  expect(freshId('é!', new Set())).toBe('node');
  expect(freshName('Ask', flow)).toBe('Ask 2');
});

test('a container is copied with what is in it, and pasted under new names that its expressions follow', () => {
  const copied = readFragment(fragmentText(fragmentOf(flow, ['loop'])));
  expect(copied).toBeDefined();
  const fresh = freshFragment(flow, copied ?? { nodes: {}, edges: [], view: {} }, { shift: [16, 16] });
  expect(Object.keys(fresh.nodes)).toEqual(['loop-2', 'ask-2', 'use-2']);
  expect(fresh.nodes['ask-2']).toMatchObject({ in: 'loop-2', name: 'Ask 2' });
  expect(fresh.edges).toEqual(['loop-2:each -> ask-2', 'ask-2 -> use-2', 'use-2 -> loop-2:collect']);
  expect(JSON.stringify(fresh.nodes['use-2'])).toContain("$('Ask 2')");
  expect(fresh.view).toMatchObject({ 'loop-2': [16, 16, 400, 200], 'ask-2': [80, 60] });
});

test('text that is no fragment is left alone', () => {
  for (const text of [
    '',
    'hello',
    '[]',
    '{"nodes":[]}',
    '{"nodes":{"a b":{"type":"x"}}}',
    '{"nodes":{"a":{}}}',
  ]) {
    expect(readFragment(text)).toBeUndefined();
  }
});
