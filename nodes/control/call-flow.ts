import { z } from 'zod';
import { defineNode, field } from '#contract/node';

export const callFlow = defineNode({
  type: 'control.callFlow',
  version: 1,
  title: 'Call flow',
  summary: 'Runs another flow with these items.',
  group: 'control',
  icon: 'corner-down-right',
  docs: `The other flow starts at its "Called by a flow" trigger with all items at once; its result comes out.
Without waiting, the items that came in go on at once, and the other flow runs on its own.`,
  params: z.object({
    flow: field
      .text('Flow', {
        editor: 'flow',
        placeholder: 'invoices.flow.json',
        help: 'The file of the flow, or its id.',
      })
      .min(1),
    wait: field
      .toggle('Wait for its result', { help: 'Whether to go on only when the other flow has finished.' })
      .default(true),
  }),
  replay: 'idempotent',
  effects: 'none',
  examples: [
    {
      title: 'Hand over and go on',
      params: { flow: 'notify.flow.json', wait: false },
      input: [{ id: 1 }],
      output: { out: [{ id: 1 }] },
    },
  ],
  direct(_, { params }) {
    return { do: 'callFlow', flow: params.flow, wait: params.wait };
  },
  resume(items, answer, { params }) {
    return { out: params.wait && answer.by === 'flow' ? answer.items : items };
  },
});
