import { expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { changePins } from './change-pins.ts';

const node = { type: 'data.map' };
const flow: Flow = {
  flowbench: 1,
  id: 'f',
  name: 'F',
  nodes: { a: node, box: node, b: { ...node, in: 'box' } },
};
const pins = { a: { out: [] }, b: { out: [{ json: { n: 1 } }] } };

test('pins follow their nodes', () => {
  expect(changePins(pins, { do: 'renameId', from: 'a', to: 'c' }, flow)).toEqual({ b: pins.b, c: pins.a });
  expect(changePins(pins, { do: 'renameId', from: 'a', to: 'b' }, flow)).toBe(pins);
  expect(changePins(pins, { do: 'removeNodes', ids: ['box'] }, flow)).toEqual({ a: pins.a });
  expect(changePins(pins, { do: 'replaceNode', id: 'a', node, edges: [] }, flow)).toEqual({ b: pins.b });
  expect(changePins(pins, { do: 'setDisabled', ids: ['a'], disabled: true }, flow)).toBe(pins);
});

test('several edits are followed one after the other', () => {
  const changes = [
    { do: 'renameId', from: 'a', to: 'c' },
    { do: 'pin', node: 'b', pin: undefined },
    { do: 'pin', node: 'c', pin: { out: [] } },
  ] as const;
  expect(changePins(pins, { do: 'all', changes }, flow)).toEqual({ c: { out: [] } });
});
