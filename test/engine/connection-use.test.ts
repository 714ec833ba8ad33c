import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseFlow } from '#contract/flow';
import { type Connections, MASK } from '#engine/credentials';
import { Engine } from '#engine/host';
import { MemoryJournal } from '#engine/journal';
import { catalogue } from '#nodes';
import { MemoryCredentials } from '#test/credentials';
import { type FlowText, ids, resumeFlow, runFlow, startFlow } from './harness.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const TOKEN = 'tok-0123456789-abcdef';
const bearer = (more: object = {}) =>
  new MemoryCredentials().set('api', 'http.bearer', { token: TOKEN }, more);
const connections = { api: { type: 'http.bearer' } };

/** Gives the token away in two fields, so that only who joins them sees it. */
const inHalves: RequestListener = (request, response) => {
  const told = request.headers.authorization?.slice(7) ?? '';
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ a: told.slice(0, 9), b: told.slice(9) }));
};
const join_ = {
  type: 'data.map',
  params: { fields: [{ name: 'whole', value: '{{ $json.a + $json.b }}' }], keep: 'none' },
};

describe('a token that has ended', () => {
  it('is renewed, the refused POST sent once more, and the new one masked from then on', async () => {
    let tokens = 0;
    const asked: string[] = [];
    const url = await serve((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/token') {
        tokens++;
        return response.end(JSON.stringify({ access_token: `ended-or-not-${tokens}`, token_type: 'Bearer' }));
      }
      const { authorization = '', 'idempotency-key': key } = request.headers;
      asked.push(`${request.method} ${authorization}`);
      if (!authorization.endsWith('-2'))
        return response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end('{}');
      response.end(JSON.stringify({ told: authorization, key: typeof key }));
    });
    const credentials = new MemoryCredentials().set('api', 'http.oauth2', {
      ...{ grant: 'clientCredentials', tokenUrl: `${url}/token` },
      ...{ clientId: 'me', clientSecret: 'a secret of mine' },
    });
    const params = { url, method: 'POST', body: { n: 1 } };
    const ran = await runFlow(
      {
        connections: { api: { type: 'http.oauth2' } },
        nodes: {
          start: { type: 'trigger.manual' },
          post: { type: 'http.request', connection: 'api', params },
        },
        edges: ['start -> post'],
      },
      { credentials },
    );
    expect(asked).toEqual(['POST Bearer ended-or-not-1', 'POST Bearer ended-or-not-2']);
    expect(ran.outputs.post?.out).toEqual([{ told: `Bearer ${MASK}`, key: 'string' }]);
    expect(ran.steps.post?.attempts).toBeLessThanOrEqual(1);
  });
});

describe('what a run has opened stays masked', () => {
  it('in nodes that build it from pieces, and in those of a run that is taken up again', async () => {
    const url = await serve(inHalves);
    const flow: FlowText = {
      connections,
      nodes: {
        start: { type: 'trigger.manual' },
        ask: { type: 'http.request', connection: 'api', params: { url } },
        wait: { type: 'control.waitFor', params: { event: 'approval' } },
        join: join_,
      },
      edges: ['start -> ask', 'ask -> wait', 'wait -> join'],
    };
    const before = await runFlow(flow, { credentials: bearer() });
    expect(before.status).toBe('waiting');
    const again = await resumeFlow(flow, before.events, { credentials: bearer() });
    again.driver.answer('wait', { by: 'approval', approved: true });
    expect((await again.settled()).outputs.join?.out).toEqual([{ whole: MASK }]);
  });

  it('in the flows it calls', async () => {
    const url = await serve(inHalves);
    const folder = mkdtempSync(join(tmpdir(), 'flowbench-connections-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const called = {
      flowbench: 1,
      id: 'called',
      name: 'called',
      nodes: { start: { type: 'trigger.flow' }, join: join_ },
      edges: ['start -> join'],
    };
    writeFileSync(join(folder, 'called.flow.json'), JSON.stringify(called));
    const { flow } = parseFlow(
      JSON.stringify({
        ...{ flowbench: 1, id: 'caller', name: 'caller', connections },
        nodes: {
          start: { type: 'trigger.manual' },
          ask: { type: 'http.request', connection: 'api', params: { url } },
          call: { type: 'control.callFlow', params: { flow: './called.flow.json' } },
        },
        edges: ['start -> ask', 'ask -> call'],
      }),
    );
    const credentials = bearer();
    const engine = await Engine.open({ catalogue, credentials });
    cleanups.push(() => engine.close());
    if (!flow) throw new Error('the flow does not parse');
    const handle = await engine.start({ flow, flowPath: join(folder, 'caller.flow.json') });
    expect(await handle.result).toMatchObject({
      status: 'succeeded',
      outputs: { call: { out: [{ json: { whole: MASK } }] } },
    });
  });
});

describe('a rate limit', () => {
  it('leaves nothing in doubt when the engine stops while a request waits for its turn', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked++;
      response.setHeader('content-type', 'application/json').end('{}');
    });
    const flow: FlowText = {
      connections,
      nodes: {
        start: { type: 'trigger.manual' },
        post: { type: 'http.request', connection: 'api', params: { url, method: 'POST' } },
      },
      edges: ['start -> post'],
    };
    const journal = new MemoryJournal();
    const credentials = bearer({ rate: { requests: 2, per: '1d' } });
    const live = startFlow(flow, { journal, credentials, input: ids(3) });
    const used = live.driver.services.connections as Connections;
    while (used.budget('api')?.waiting !== 1) await new Promise(setImmediate);
    expect(used.budget('api')).toEqual({ used: 2, waiting: 1 });
    live.driver.suspend();
    const facts = [...journal.read('run_1')];
    expect(facts.filter(({ type }) => type === 'item.started')).toHaveLength(2);

    const again = await resumeFlow(flow, facts, { credentials: bearer() });
    expect((await again.settled()).outputs.post?.out).toHaveLength(3);
    expect(asked).toBe(3);
  });
});
