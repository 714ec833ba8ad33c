import type { NodeDefinition } from '#contract/node';
import { amqp } from './amqp/amqp.ts';
import { mail } from './mail/mail.ts';
import { mqtt } from './mqtt/mqtt.ts';
import { nats } from './nats/nats.ts';
import { redisStream } from './redis/redis-stream.ts';
import { sse } from './sse/sse.ts';

/** Node types that start runs for what comes from queues, streams and mailboxes. */
export const queueTriggers = [
  mail,
  amqp,
  mqtt,
  nats,
  redisStream,
  sse,
] as const satisfies readonly NodeDefinition[];
