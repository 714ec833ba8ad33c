import { z } from 'zod';
import { UserError } from '#contract/error';
import { defineNode, field } from '#contract/node';

export const stop = defineNode({
  type: 'control.stop',
  version: 1,
  title: 'Stop with error',
  summary: 'Ends the run as failed, with a message of your own.',
  group: 'control',
  icon: 'octagon-x',
  docs: 'Inside a Try it fails only what is tried; inside a For each the loop decides what a failure means.',
  params: z.object({
    message: field.text('Message', {
      placeholder: 'Order {{ $json.id }} has no customer',
      help: 'What went wrong.',
    }),
    code: field
      .text('Code', { help: 'A short name for the kind of error, for retry rules and scripts.' })
      .default('STOPPED'),
  }),
  outputs: [],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'A case that must not happen',
      params: { message: 'There is an order without a customer', code: 'NO_CUSTOMER' },
      input: [],
      output: {},
    },
  ],
  run(_, { params }) {
    throw new UserError(params.message || 'The flow was stopped', {
      code: params.code || 'STOPPED',
      hint: 'A "Stop with error" node of the flow says so; look at the item it got.',
    });
  },
});
