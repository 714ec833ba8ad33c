import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField } from '../tls/authority.ts';

const SECURITY_HELP =
  'tls: encrypted from the start; startTls: encrypted after a first word; none: readable by all on the way.';

function mailFields(port: number, security: 'startTls' | 'tls', placeholder: string) {
  return z.object({
    host: field.text('Host', { placeholder }).min(1),
    port: field.count('Port', 1).max(65_535).default(port),
    security: field
      .choice('Encryption', ['tls', 'startTls', 'none'], { help: SECURITY_HELP })
      .default(security),
    user: field.text('User').optional(),
    password: field.secret('Password', { help: 'Many services want an app password here.' }).optional(),
    ca: authorityField(),
  });
}

export const mailSmtp = defineConnectionType({
  type: 'mail.smtp',
  title: 'Outgoing mail (SMTP)',
  summary: 'Sends mail through a mail server.',
  icon: 'send',
  group: 'mail',
  fields: mailFields(587, 'startTls', 'smtp.example.com'),
  hostsOf: ({ host }) => [host],
  reachAt: ({ host, port, security, ca }) => ({ host, port, tls: security === 'tls', ca, greets: /^220/ }),
});

export const mailImap = defineConnectionType({
  type: 'mail.imap',
  title: 'Mailbox (IMAP)',
  summary: 'Reads a mailbox.',
  icon: 'inbox',
  group: 'mail',
  fields: mailFields(993, 'tls', 'imap.example.com'),
  hostsOf: ({ host }) => [host],
  reachAt: ({ host, port, security, ca }) => ({ host, port, tls: security === 'tls', ca, greets: /^\* / }),
});
