import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { expect, test } from 'vitest';
import { describeBroker } from '#test/broker';
import { entryMessage, readEntries } from './entries.ts';
import { redisStream } from './redis-stream.ts';

await describeBroker({
  title: 'Redis',
  port: 6379,
  hint: 'start redis-server',
  asksForPassword: true,
  canEncrypt: true,
  arm: redisStream.arm,
  parse: (params) => redisStream.params.parse(params),
  async open() {
    const stream = `flowbench-${randomUUID()}`;
    const client = createClient({ url: 'redis://127.0.0.1:6379' });
    await client.connect();
    return {
      params: { stream, field: 'data', prefetch: 2 },
      connection: (port, wrong) => ({
        url: `redis://${wrong ? 'nobody:wrong-password@' : ''}127.0.0.1:${port}`,
      }),
      secure: (port) => ({ url: `rediss://127.0.0.1:${port}` }),
      async send(payload, id) {
        await client.xAdd(stream, '*', { data: Buffer.from(payload), id });
      },
      async left() {
        const [group] = await client.xInfoGroups(stream);
        return (group?.pending ?? 0) + Number(group?.lag ?? 0);
      },
      async close() {
        await client.del(stream);
        await client.close();
      },
    };
  },
});

test('an entry is its fields, or the one that holds the payload', () => {
  const answer = [
    [
      's',
      [
        [Buffer.from('1-0'), [Buffer.from('a'), Buffer.from('1'), Buffer.from('b'), Buffer.of(0xff)]],
        [Buffer.from('2-0'), null],
      ],
    ],
  ];
  const [first, second] = readEntries(answer);
  expect(second).toEqual({ id: '2-0', fields: undefined });
  const fields = first?.fields ?? new Map();
  expect(String(entryMessage('s', '1-0', fields, undefined).bytes)).toBe('{"a":"1","b":"/w=="}');
  expect(entryMessage('s', '1-0', fields, 'a')).toMatchObject({
    id: 's:1-0',
    bytes: Buffer.from('1'),
    about: { headers: { b: '/w==' } },
  });
  expect(readEntries(null)).toEqual([]);
});
