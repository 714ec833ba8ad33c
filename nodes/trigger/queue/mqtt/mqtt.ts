import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { messageFields } from '../queue-fields.ts';
import { armMqtt } from './arm-mqtt.ts';

export const mqtt = defineNode({
  type: 'trigger.mqtt',
  version: 1,
  title: 'MQTT topic',
  summary: 'Starts the flow for each message on topics of an MQTT broker.',
  group: 'trigger',
  icon: 'radio-tower',
  docs: `Each message starts one run with one item \`{ topic, key, id, headers, payload, size, receivedAt, qos, retained, redelivered }\`; \`headers\` are the user properties of MQTT 5. Bytes that are no text are the file \`payload\`.

With **Quality** 1 the broker keeps a session for this trigger: what comes while Flowbench is away, or the flow is not active, comes afterwards, for as long as the broker keeps it (7 days are asked for). A message is acknowledged when the start of its run is safely stored; one that comes again because the line broke in between starts no second run. Messages that were sent with quality 2 come with 1. With 0 nothing is kept for times of absence.

A retained message starts a run when the topic is listened to for the first time, not at every restart.`,
  params: z.object({
    topics: field
      .names('Topics', {
        placeholder: 'shop/orders/#',
        help: '+ stands for one part, # for all that follow.',
      })
      .min(1)
      .default(['#']),
    qos: field
      .choice('Quality', ['1', '0'], { help: '1: every message comes. 0: what is lost on the way is lost.' })
      .default('1'),
    ...messageFields,
  }),
  connection: ['mqtt.broker'],
  replay: 'pure',
  effects: 'read',
  examples: [
    {
      title: 'Measurements of all machines',
      params: { topics: ['plant/+/temperature'] },
      output: { out: [sampleMessage('plant/+/temperature', '2026-01-05T07:00:00.000Z')] },
    },
  ],
  arm: armMqtt,
  sample: ({ topics }, now) => [{ json: sampleMessage(topics[0] ?? '', new Date(now).toISOString()) }],
});

function sampleMessage(topic: string, receivedAt: string): Record<string, unknown> {
  return {
    topic,
    key: topic,
    id: null,
    headers: {},
    qos: 1,
    retained: false,
    redelivered: false,
    payload: {},
    size: 2,
    receivedAt,
  };
}
