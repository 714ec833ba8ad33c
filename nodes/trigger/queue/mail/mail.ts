import { z } from 'zod';
import { parseDuration } from '#contract/flow';
import { defineNode, field } from '#contract/node';
import { armMail } from './arm-mail.ts';

export const mail = defineNode({
  type: 'trigger.mail',
  version: 1,
  title: 'Mail',
  summary: 'Starts the flow for each mail that arrives in a mailbox (IMAP).',
  group: 'trigger',
  icon: 'mailbox',
  docs: `Each mail starts one run with one item \`{ uid, messageId, from, to, cc, replyTo, subject, date, text, html, headers, attachments, folder, size, receivedAt }\`. Addresses are lists of \`{ name, address }\`. Attachments are the files \`attachment1\`, \`attachment2\` and so on; \`attachments\` tells their names.

New mail is told by the server at once where it can (IDLE); in any case the trigger looks once in every **Every**. No mail starts two runs, also over a crash, and also when the server numbers its mail anew.

**Afterwards** says what becomes of a mail when its run has succeeded: it stays as it is, is marked as read, moves to another folder, or is deleted. One whose run failed is never deleted: it moves to **Failed folder** where there is one, else it stays and is flagged.

A mail of more than 64 MB starts a run too, but without text and attachments: \`problem\` says so. The sign-in is by user and password; many services want an app password.`,
  params: z
    .object({
      folder: field.text('Folder', { placeholder: 'INBOX', help: 'Of the mailbox.' }).min(1).default('INBOX'),
      unseen: field.toggle('Only unread', { help: 'Leaves out what has been read elsewhere.' }).default(true),
      first: field
        .choice('First look', ['new', 'all'], {
          help: 'What lies there when the flow is activated: only what comes later starts runs, or everything does.',
        })
        .default('new'),
      attachments: field.toggle('Attachments', { help: 'Gives the item the attached files.' }).default(true),
      after: field.choice('Afterwards', ['keep', 'seen', 'move', 'delete']).default('keep'),
      done: field
        .text('Done folder', {
          placeholder: 'Archive',
          help: 'It has to be there.',
          showIf: { after: ['move'] },
        })
        .optional(),
      failed: field
        .text('Failed folder', {
          placeholder: 'Failed',
          help: 'It has to be there. Empty: mails whose run failed stay, flagged.',
          showIf: { after: ['seen', 'move', 'delete'] },
        })
        .optional(),
      every: field
        .duration('Every', { help: 'How often to look where the server does not tell of new mail.' })
        .refine((every) => (parseDuration(every) ?? 0) >= 10_000, 'is at least 10s')
        .default('1m'),
    })
    .refine(({ after, done }) => after !== 'move' || (done ?? '') !== '', {
      path: ['done'],
      message: 'is needed to move mails',
    }),
  connection: ['mail.imap'],
  replay: 'pure',
  effects: ({ after }) => (after === 'keep' ? 'read' : after === 'delete' ? 'delete' : 'write'),
  examples: [
    {
      title: 'Invoices by mail',
      params: { folder: 'INBOX', after: 'move', done: 'Invoices' },
      output: { out: [sampleMail('INBOX', '2026-01-05T07:00:00.000Z')] },
    },
  ],
  arm: armMail,
  sample: ({ folder }, now) => [{ json: sampleMail(folder, new Date(now).toISOString()) }],
});

function sampleMail(folder: string, at: string): Record<string, unknown> {
  return {
    folder,
    uid: 1,
    messageId: '<1@example.com>',
    from: [{ name: 'Ann', address: 'ann@example.com' }],
    to: [{ name: '', address: 'orders@example.com' }],
    cc: [],
    replyTo: [],
    subject: 'Invoice',
    date: at,
    text: '',
    html: null,
    headers: {},
    attachments: [],
    size: 0,
    receivedAt: at,
  };
}
