import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryCredentials } from '#test/credentials';
import { compile, runFlow } from './harness.ts';

let requests = 0;
const server = createServer((request, response) => {
  requests++;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ got: request.headers.authorization?.slice(0, 8) }));
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

const flow = (more: object, slot: object = {}) => ({
  connections: { crm: { type: 'http.bearer', ...slot } },
  nodes: {
    start: { type: 'trigger.manual' },
    call: { type: 'http.request', connection: 'crm', params: { url }, ...more },
  },
  edges: ['start -> call'],
});

describe('a connection slot with a credential', () => {
  const token = 'tok-0123456789';
  const credentials = () => new MemoryCredentials().set('crm', 'http.bearer', { token });

  it('signs what the node sends', async () => {
    const bound = credentials();
    const ran = await runFlow(flow({}), { credentials: bound });
    expect(ran.outputs.call?.out).toEqual([{ got: 'Bearer t' }]);
    expect(bound.news.at(-1)).toMatchObject({ id: 'crm', news: { health: 'ready' } });
  });

  it('refuses a credential of another type', async () => {
    const other = new MemoryCredentials().set('crm', 'http.basic', { user: 'me', password: 'secret' });
    const ran = await runFlow(flow({}), { credentials: other });
    expect(ran.error).toMatchObject({ kind: 'user', code: 'CONNECTION_TYPE', node: 'call' });
  });

  it.each([
    [
      'of the credential',
      credentials().set('crm', 'http.bearer', { token }, { hosts: ['api.example.com'] }),
      {},
    ],
    ['of the slot', credentials(), { hosts: ['*.example.com'] }],
  ])('sends nothing to a host that is not one %s', async (_, bound, slot) => {
    const before = requests;
    const ran = await runFlow(flow({}, slot), { credentials: bound });
    expect(ran.error).toMatchObject({ kind: 'user', code: 'CONNECTION_HOST', node: 'call' });
    expect(requests).toBe(before);
  });

  it('says which field of the credential is wrong', async () => {
    const ran = await runFlow(flow({}), { credentials: credentials().set('crm', 'http.bearer', {}) });
    expect(ran.error).toMatchObject({ code: 'CREDENTIAL_INVALID' });
    expect(ran.error?.message).toContain('"token"');
  });
});

describe('a connection slot without a credential', () => {
  beforeAll(() => {
    requests = 0;
  });

  it('fails the step before anything is sent', async () => {
    const ran = await runFlow(flow({ retry: { attempts: 3 } }));
    expect(ran.status).toBe('failed');
    expect(ran.error).toMatchObject({ kind: 'user', code: 'CONNECTION_NOT_BOUND', node: 'call' });
    expect(ran.error?.message).toContain('"crm" (http.bearer)');
    expect(requests).toBe(0);
  });

  it('follows the error policy of the node, still without sending', async () => {
    const ran = await runFlow(flow({ onError: 'continue' }));
    expect(ran.outputs.call?.out).toMatchObject([{ error: { code: 'CONNECTION_NOT_BOUND' } }]);
    expect(requests).toBe(0);
  });

  it('does not matter to a node that is switched off, nor to one that names no slot', async () => {
    expect((await runFlow(flow({ disabled: true }))).status).toBe('succeeded');
    expect(requests).toBe(0);
    expect((await runFlow(flow({ connection: undefined }))).status).toBe('succeeded');
    expect(requests).toBe(1);
  });
});

it('a slot of a type that the node cannot use is a problem of the flow', () => {
  expect(() => compile(flow({}, { type: 'mail.imap' }))).toThrow('it cannot use the connection slot "crm"');
});
