import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField } from '../tls/authority.ts';
import { NO_URL, reachBroker, readBrokerUrl } from './broker-url.ts';

export const redisUrl = defineConnectionType({
  type: 'redis.url',
  title: 'Redis',
  summary: 'A Redis (or Valkey) server, by its URL with user and password.',
  icon: 'database',
  group: 'queue',
  docs: 'For example `rediss://user:password@redis.example.com:6380/0`; with `rediss` the way is encrypted, and the number at the end is the database. Signs like @ and / in the password are written as %40 and %2F.',
  fields: z.object({
    url: field
      .secret('URL', { placeholder: 'rediss://user:password@host:6379/0' })
      .regex(/^rediss?:\/\/[^/]/, 'begins with rediss:// or redis://')
      .refine(URL.canParse, NO_URL),
    ca: authorityField(),
  }),
  hostsOf: ({ url }) => readBrokerUrl(url).hosts,
  reachAt: ({ url, ca }) => reachBroker(url, ca, { 'redis:': [6379, false], 'rediss:': [6379, true] }),
  secretsOf: ({ url }) => readBrokerUrl(url).secrets,
});
