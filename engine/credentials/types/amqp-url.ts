import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField } from '../tls/authority.ts';
import { NO_URL, reachBroker, readBrokerUrl } from './broker-url.ts';

export const amqpUrl = defineConnectionType({
  type: 'amqp.url',
  title: 'RabbitMQ (AMQP)',
  summary: 'A message broker that speaks AMQP 0-9-1, by its URL with user and password.',
  icon: 'rabbit',
  group: 'queue',
  docs: 'For example `amqps://user:password@rabbit.example.com/shop`; what comes after the host is the virtual host. Signs like @ and / in the password and in the virtual host are written as %40 and %2F.',
  fields: z.object({
    url: field
      .secret('URL', { placeholder: 'amqps://user:password@host/virtual-host' })
      .regex(/^amqps?:\/\/[^/]/, 'begins with amqps:// or amqp://')
      .refine(URL.canParse, NO_URL),
    ca: authorityField(),
  }),
  hostsOf: ({ url }) => readBrokerUrl(url).hosts,
  reachAt: ({ url, ca }) => reachBroker(url, ca, { 'amqp:': [5672, false], 'amqps:': [5671, true] }),
  secretsOf: ({ url }) => readBrokerUrl(url).secrets,
});
