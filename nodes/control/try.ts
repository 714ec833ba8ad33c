import { z } from 'zod';
import { defineNode } from '#contract/node';

export const tryNode = defineNode({
  type: 'control.try',
  version: 1,
  title: 'Try',
  summary: 'Catches what fails in the nodes inside.',
  group: 'control',
  icon: 'shield-check',
  docs: `What is wired to **collect** comes out of **done**. When a node inside fails, \`{ error, item }\` comes out of **error**:
the error, and the item it happened to.`,
  params: z.object({}),
  outputs: ['done', 'error'],
  replay: 'pure',
  effects: 'none',
  examples: [{ title: 'Nothing fails', params: {}, input: [{ id: 1 }], output: { done: [{ id: 1 }] } }],
  container: 'try',
});
