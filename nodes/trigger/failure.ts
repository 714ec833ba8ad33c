import { z } from 'zod';
import { type ErrorShape, StepError, toErrorShape } from '#contract/error';
import { defineNode } from '#contract/node';

const SAMPLE_ERROR: ErrorShape = {
  ...toErrorShape(new StepError('The server answered 503.', { code: 'HTTP_503' })),
  node: 'fetch',
  step: 'fetch',
  item: 0,
};

const SAMPLE = {
  flow: { id: 'sample', name: 'Sample flow' },
  run: { id: 'sample', startedAt: '2026-01-05T07:00:00.000Z' },
  step: 'fetch',
  error: { ...SAMPLE_ERROR },
  trigger: { type: 'trigger.manual', items: [{}] },
};

export const failure = defineNode({
  type: 'trigger.failure',
  version: 1,
  title: 'When a flow fails',
  summary: 'Starts the flow when a run of another one has failed.',
  group: 'trigger',
  icon: 'siren',
  docs: `Flows name the one that looks after their failures in their settings. The item is \`{ flow, run, step, error, trigger }\`:
which flow and run failed, at which step, with what error, and what had started the run.`,
  params: z.object({}),
  replay: 'pure',
  effects: 'none',
  startedBy: 'others',
  examples: [{ title: 'A sample failure', params: {}, output: { out: [SAMPLE] } }],
  sample() {
    return [{ json: SAMPLE }];
  },
});
