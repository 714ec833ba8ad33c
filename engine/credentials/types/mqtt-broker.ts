import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField } from '../tls/authority.ts';
import { reachBroker, readBrokerUrl } from './broker-url.ts';

const SCHEMES = {
  'mqtt:': [1883, false],
  'mqtts:': [8883, true],
  'ws:': [80, false],
  'wss:': [443, true],
} as const;

export const mqttBroker = defineConnectionType({
  type: 'mqtt.broker',
  title: 'MQTT broker',
  summary: 'A message broker that speaks MQTT, such as Mosquitto or HiveMQ.',
  icon: 'radio-tower',
  group: 'queue',
  docs: 'The URL says how it is reached: `mqtts://host:8883` encrypted, `mqtt://host:1883` not, `wss://host/mqtt` and `ws://host/mqtt` over the web.',
  fields: z.object({
    url: field
      .text('URL', { placeholder: 'mqtts://mqtt.example.com:8883' })
      .regex(/^(mqtts?|wss?):\/\/[^/@]+(\/[^@]*)?$/, 'is like mqtts://host:8883, without a user in it'),
    user: field.text('User').optional(),
    password: field.secret('Password').optional(),
    version: field
      .choice('Version', ['5', '3.1.1'], { help: 'Of the protocol; older brokers know only 3.1.1.' })
      .default('5'),
    ca: authorityField(),
  }),
  hostsOf: ({ url }) => readBrokerUrl(url).hosts,
  reachAt: ({ url, ca }) => reachBroker(url, ca, SCHEMES),
});
