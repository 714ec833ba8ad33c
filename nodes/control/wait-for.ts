import { z } from 'zod';
import { parseDuration } from '#contract/flow';
import { type Answer, defineNode, field, type Item, type Outputs } from '#contract/node';

export const waitFor = defineNode({
  type: 'control.waitFor',
  version: 1,
  title: 'Wait for',
  summary: 'Waits until somebody calls back, or approves.',
  group: 'control',
  icon: 'hourglass',
  docs: `The run sleeps, if need be for weeks and across restarts, until somebody answers: in the app, or by the link of its own that every waiting step has. \`{{ $link('Wait for') }}\` is that link, with the name or id of this node; write it into a mail or a message that is sent before.

- **A call**: what is sent to the link by POST, PUT or PATCH leaves by **out**, as one item like that of a webhook.
- **Approval**: the link shows a page with the message, a comment and two buttons. The items that came in leave by **approved** or **rejected**, with \`approval: { approved, comment }\` added.

When the time is up, the items that came in leave by **timeout**. Without a limit it waits for ever.`,
  params: z.object({
    event: field.choice('Event', ['call', 'approval'], { help: 'What to wait for.' }).default('call'),
    message: field
      .text('Message', { editor: 'multiline', help: 'What the page of the link says.' })
      .optional(),
    timeout: field
      .duration('Give up after', { placeholder: '7d', help: 'How long to wait at most.' })
      .optional(),
  }),
  outputs: ({ event }) => (event === 'approval' ? ['approved', 'rejected', 'timeout'] : ['out', 'timeout']),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Nobody approves within three days',
      params: { event: 'approval', timeout: '3d' },
      input: [{ order: 7 }],
      output: { timeout: [{ order: 7 }] },
    },
  ],
  direct(_, { params, now }) {
    const limit = params.timeout === undefined ? undefined : parseDuration(params.timeout);
    const message = params.message === undefined || params.message === '' ? {} : { message: params.message };
    return {
      do: 'wait',
      event: params.event,
      ...(limit === undefined ? {} : { until: now + limit }),
      ...message,
    };
  },
  resume(items, answer, { params }): Outputs {
    if (answer.by === 'time') return { timeout: items };
    if (params.event === 'call') return { out: answer.items };
    const approved = answer.by === 'event' && answer.approved === true;
    const marked = items.map((item) => withApproval(item, approved, answer));
    return approved ? { approved: marked } : { rejected: marked };
  },
});

function withApproval(item: Item, approved: boolean, answer: Answer): Item {
  const comment = (answer.by === 'event' ? answer.comment : undefined) ?? null;
  return { ...item, json: { ...item.json, approval: { approved, comment } } };
}
