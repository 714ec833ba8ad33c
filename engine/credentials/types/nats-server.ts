import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField } from '../tls/authority.ts';

export const natsServer = defineConnectionType({
  type: 'nats.server',
  title: 'NATS',
  summary: 'A NATS server or cluster.',
  icon: 'waypoints',
  group: 'queue',
  docs: 'The content of a `.creds` file holds the user and the key together. Several servers of a cluster are written one after the other, with commas between them.',
  fields: z.object({
    servers: field
      .text('Servers', { placeholder: 'nats.example.com:4222' })
      .regex(
        /^\s*(tls:\/\/|nats:\/\/)?[^\s,/@]+(\s*,\s*(tls:\/\/|nats:\/\/)?[^\s,/@]+)*\s*$/,
        'is like host:4222, without a user in it',
      ),
    method: field.choice('Signs in with', ['none', 'password', 'token', 'creds']).default('none'),
    user: field.text('User', { showIf: { method: ['password'] } }).optional(),
    password: field.secret('Password', { showIf: { method: ['password'] } }).optional(),
    token: field.secret('Token', { showIf: { method: ['token'] } }).optional(),
    creds: field
      .secret('Credentials file', {
        editor: 'multiline',
        placeholder: '-----BEGIN NATS USER JWT-----',
        help: 'The whole text of the file.',
        showIf: { method: ['creds'] },
      })
      .optional(),
    tls: field
      .toggle('Encrypted', {
        help: 'Refuses servers that do not offer it. tls:// in an address means the same.',
      })
      .default(false),
    ca: authorityField(),
  }),
  // It speaks first, and without encryption, whatever comes later.
  reachAt: ({ servers }) => {
    const first = URL.parse(`nats://${(servers.split(',')[0] ?? '').trim().replace(/^\w+:\/\//, '')}`);
    return first ? { host: first.hostname, port: Number(first.port || 4222), greets: /^INFO / } : undefined;
  },
  hostsOf: ({ servers }) =>
    servers
      .split(',')
      .map((server) => URL.parse(`nats://${server.trim().replace(/^\w+:\/\//, '')}`)?.hostname ?? '')
      .filter((host) => host !== ''),
});
