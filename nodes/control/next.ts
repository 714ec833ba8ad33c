import { z } from 'zod';
import { defineNode } from '#contract/node';

export const next = defineNode({
  type: 'control.next',
  version: 1,
  title: 'Next',
  summary: 'Skips the rest of this iteration and goes on with the next one.',
  group: 'control',
  icon: 'skip-forward',
  docs: 'What has reached **collect** in this iteration still counts.',
  params: z.object({}),
  outputs: [],
  replay: 'pure',
  effects: 'none',
  examples: [{ title: 'Skip the rest', params: {}, input: [{ id: 1 }], output: {} }],
  direct() {
    return { do: 'next' };
  },
});
