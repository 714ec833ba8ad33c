import { expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { nodesCalled } from './nodes-called.ts';

const node = (type: string, name?: string) => ({ type, ...(name === undefined ? {} : { name }) });
const flow = {
  nodes: {
    read: node('file.read', 'Read the orders'),
    sum: node('data.aggregate', 'Sum by region'),
    'read-2': node('http.request', 'Ask for prices'),
  },
} as unknown as Flow;

test('nodes are found by name, id and type, names first, every word counting', () => {
  expect(nodesCalled(flow, 'read')).toEqual(['read', 'read-2']);
  expect(nodesCalled(flow, 'ORDERS read')).toEqual(['read']);
  expect(nodesCalled(flow, 'http')).toEqual(['read-2']);
  expect(nodesCalled(flow, '  ')).toEqual([]);
});

test('of a large flow only the first are shown', () => {
  const nodes = Object.fromEntries(Array.from({ length: 500 }, (_, nr) => [`n${nr}`, node('data.map')]));
  expect(nodesCalled({ nodes } as unknown as Flow, 'n').length).toBeLessThanOrEqual(20);
});
