import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { answers, type BrokerSource, describeBroker } from '#test/broker';
import { TriggerBench } from '#test/trigger';
import { mqtt } from './mqtt.ts';
import { digestOf, MqttMemory } from './mqtt-memory.ts';

const PORT = 1883;
const hint = 'start Mosquitto';

/** Ends the session that a trigger had with the broker. */
async function forgetSession(cursor: unknown): Promise<void> {
  const { session: clientId } = new MqttMemory(cursor);
  const client = await connectAsync(`mqtt://127.0.0.1:${PORT}`, { clientId, clean: true });
  await client.endAsync();
}

async function open(version: string): Promise<BrokerSource> {
  const topic = `flowbench/${randomUUID()}`;
  const client = await connectAsync(`mqtt://127.0.0.1:${PORT}`);
  return {
    params: { topics: [`${topic}/#`] },
    connection: (port) => ({ url: `mqtt://127.0.0.1:${port}`, version }),
    secure: (port) => ({ url: `mqtts://127.0.0.1:${port}`, version }),
    async send(payload, id) {
      await client.publishAsync(`${topic}/${id}`, Buffer.from(payload), { qos: 2 });
    },
    async left() {
      await client.publishAsync('flowbench/tests', '', { qos: 1 });
      return undefined;
    },
    async close(cursor) {
      await forgetSession(cursor);
      await client.endAsync();
    },
  };
}

for (const version of ['5', '3.1.1']) {
  await describeBroker({
    title: `Mosquitto, MQTT ${version}`,
    port: PORT,
    hint,
    asksForPassword: false,
    canEncrypt: true,
    arm: mqtt.arm,
    parse: (params) => mqtt.params.parse(params),
    open: () => open(version),
  });
}

const isThere = await answers(PORT, hint);

test.skipIf(!isThere)('a retained message starts one run, not one at every restart', async () => {
  const topic = `flowbench/${randomUUID()}`;
  const client = await connectAsync(`mqtt://127.0.0.1:${PORT}`);
  const bench = new TriggerBench();
  const arm = (resumed: boolean) =>
    bench.arm(mqtt.arm, mqtt.params.parse({ topics: [topic] }), {
      resumed,
      connection: async () => ({
        type: '',
        values: { url: `mqtt://127.0.0.1:${PORT}` },
        admit: () => undefined,
      }),
    });
  try {
    await client.publishAsync(topic, 'kept', { qos: 1, retain: true });
    await arm(false);
    await bench.untilStarted(1);
    await client.publishAsync(topic, 'more', { qos: 1 });
    await bench.untilStarted(2);
    await bench.disarm();
    await arm(true);
    await client.publishAsync(topic, 'last', { qos: 1 });
    await bench.untilStarted(3);
    expect(bench.started.map(({ items: [item] }) => item?.json.payload)).toEqual(['kept', 'more', 'last']);
  } finally {
    await client.publishAsync(topic, '', { retain: true });
    await bench.close();
    await forgetSession(bench.cursor);
    await client.endAsync();
  }
});

test.each([
  ['5', [0x20, 3, 0, 0x86, 0]],
  ['3.1.1', [0x20, 2, 0, 5]],
])('a wrong password is told in a sentence, MQTT %s', async (version, refusal) => {
  const server = createServer((socket) => socket.once('data', () => socket.write(Uint8Array.from(refusal))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bench = new TriggerBench();
  const arming = bench.arm(mqtt.arm, mqtt.params.parse({}), {
    connection: async () => ({ type: '', values: { url, version }, admit: () => undefined }),
  });
  await expect(arming).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
  await bench.close();
  server.close();
});

describe('what is remembered of a session', () => {
  const delivery = (packet: number, text: string) => ({ packet, digest: digestOf('t', Buffer.from(text)) });

  test('is the same after a restart, and as large as it has to be', () => {
    const memory = new MqttMemory(undefined);
    for (let nr = 1; nr <= 100; nr++) memory.take(delivery(nr, 'same'));
    const again = new MqttMemory(JSON.parse(JSON.stringify(memory)));
    expect(again.session).toBe(memory.session);
    expect([36, 37, 100].map((nr) => again.isTaken(delivery(nr, 'same')))).toEqual([false, true, true]);
    expect(again.isTaken(delivery(100, 'other'))).toBe(false);
  });
});
