import { z } from 'zod';
import { defineNode } from '#contract/node';

export const stopLoop = defineNode({
  type: 'control.stopLoop',
  version: 1,
  title: 'Stop loop',
  summary: 'Ends the innermost loop after this iteration.',
  group: 'control',
  icon: 'circle-stop',
  docs: 'What was collected so far comes out of **done** of the loop.',
  params: z.object({}),
  outputs: [],
  replay: 'pure',
  effects: 'none',
  examples: [{ title: 'Enough', params: {}, input: [{ id: 1 }], output: {} }],
  direct() {
    return { do: 'stopLoop' };
  },
});
