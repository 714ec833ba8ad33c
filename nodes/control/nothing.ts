import { z } from 'zod';
import { defineNode } from '#contract/node';

export const nothing = defineNode({
  type: 'control.nothing',
  version: 1,
  title: 'Nothing',
  summary: 'Passes the items on: a place to join edges or to leave a note.',
  group: 'control',
  icon: 'circle-dashed',
  params: z.object({}),
  replay: 'pure',
  effects: 'none',
  examples: [{ title: 'Pass through', params: {}, input: [{ id: 1 }], output: { out: [{ id: 1 }] } }],
  runAll(items) {
    return items;
  },
});
