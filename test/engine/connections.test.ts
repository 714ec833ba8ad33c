import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFlow } from './harness.ts';

let requests = 0;
const server = createServer((_, response) => {
  requests++;
  response.end('{}');
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

describe('a connection slot without a credential', () => {
  const flow = (more: object) => ({
    connections: { crm: { type: 'http.bearer' } },
    nodes: {
      start: { type: 'trigger.manual' },
      call: { type: 'http.request', connection: 'crm', params: { url }, ...more },
    },
    edges: ['start -> call'],
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
