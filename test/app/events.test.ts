import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { SampleNews } from '#contract/api';
import { MemoryKeychain } from '#test/keychain';
import { flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
afterEach(() => app.close());

const path = 'orders.flow.json';
const nodes = {
  call: { type: 'trigger.webhook', params: { path: 'orders/:id', contentTypes: ['application/json'] } },
  same: { type: 'control.nothing' },
};
const text = flowText(nodes, ['call -> same']);

const urlOf = async (): Promise<string> => {
  const [activation] = await app.client.triggers.list();
  const condition = activation?.triggers[0]?.condition;
  return condition?.state === 'listening' ? (condition.url ?? '') : '';
};
const post = (url: string, body: string): Promise<Response> =>
  fetch(url.replace(':id', '7'), { method: 'POST', headers: { 'content-type': 'application/json' }, body });

describe('events', () => {
  it('are listed with what became of them, shown, and replayed', async () => {
    app = await startApp({ files: { [path]: text }, trust: true });
    const { client } = app;
    await client.triggers.activate({ path });
    const url = await urlOf();
    await post(url, '{"n":1}');
    await post(url, '{"n":');
    const { events, more } = await client.events.list({});
    expect(more).toBe(false);
    expect(events).toMatchObject([
      { state: 'quarantined', flow: path, node: 'call', reason: expect.stringContaining('JSON') },
      { state: 'started', flow: path, method: 'POST', size: 7, repeats: 0 },
    ]);
    const [broken, good] = events;
    expect(await client.events.get({ event: good?.event ?? '' })).toMatchObject({
      body: '{"n":1}',
      cut: false,
      headers: { 'content-type': 'application/json' },
    });
    expect(await client.runs.get({ run: good?.run ?? '' })).toMatchObject({
      entry: { flow: { path }, trigger: 'call' },
    });

    const { event } = await client.events.replay({ event: good?.event ?? '' });
    await expect.poll(async () => (await client.events.get({ event })).state).toBe('started');
    expect(await client.events.get({ event })).toMatchObject({ of: good?.event, body: '{"n":1}' });
    const again = await client.events.replay({ event: broken?.event ?? '' });
    await expect.poll(async () => (await client.events.get(again)).state).toBe('dead');

    expect((await client.events.list({ flow: path, state: ['started'], limit: 1 })).more).toBe(true);
    expect((await client.events.list({ flow: 'other.flow.json' })).events).toEqual([]);
    expect((await client.events.list({ search: ' "N":1 ', state: ['started'], limit: 1 })).more).toBe(true);
    expect((await client.events.list({ search: 'IS JSON, but', limit: 5 })).events).toMatchObject([
      { of: broken?.event, state: 'dead' },
      { event: broken?.event },
    ]);
    expect((await client.events.list({ search: 'nowhere' })).events).toEqual([]);
    expect(await client.events.refused()).toEqual([{ flow: path, quarantined: 1, dead: 1 }]);
    await expect(client.events.get({ event: 'evt_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await client.triggers.deactivate({ path });
    await expect(client.events.replay({ event: good?.event ?? '' })).rejects.toMatchObject({
      code: 'CANNOT_REPLAY',
    });
    expect((await post(url, '{}')).status).toBe(404);
  });

  it('come at the same address after a restart', async () => {
    app = await startApp({ files: { [path]: text }, trust: true });
    await app.client.triggers.activate({ path });
    const url = await urlOf();
    app = await app.restart();
    await expect.poll(urlOf).toBe(url);
    expect((await post(url, '{}')).status).toBe(202);
  });
});

describe('samples', () => {
  it('are what is called at the test address while somebody waits, and start nothing', async () => {
    app = await startApp({ files: { [path]: text }, trust: true });
    const { client } = app;
    const abort = new AbortController();
    const news = await client.events.sample({ path, text, node: 'call' }, { signal: abort.signal });
    const next = async (): Promise<SampleNews> => (await news.next()).value as SampleNews;
    const first = await next();
    if (first.step !== 'waiting') throw new Error(first.step);
    expect(first.curl).toBe(
      `curl -X POST -H 'content-type: application/json' -d '{"hello":"world"}' '${first.url}'`,
    );
    expect((await post(first.url, '{"n":1}')).status).toBe(200);
    expect(await next()).toMatchObject({ step: 'call', item: { params: { id: '7' }, body: { n: 1 } } });
    expect((await post(first.url, '{')).status).toBe(400);
    expect(await next()).toMatchObject({ step: 'refused', message: expect.stringContaining('JSON') });
    abort.abort();
    await expect.poll(async () => (await post(first.url, '{}')).status).toBe(404);
    expect((await client.events.list({})).events).toEqual([]);
    expect((await client.runs.list({})).runs).toEqual([]);
  });

  it('given for a trigger, are what previews and single nodes get', async () => {
    const double = {
      type: 'data.map',
      params: { fields: [{ name: 'twice', value: '{{ $json.body.n * 2 }}' }] },
    };
    const doubling = flowText({ ...nodes, double }, ['call -> double']);
    app = await startApp({ files: { [path]: doubling }, trust: true });
    const { client } = app;
    const item = { body: { n: 21 } };
    const ask = { text: doubling, node: 'double', param: '{{ $json.body.n * 2 }}' };
    expect(await client.flows.preview({ ...ask, sample: { trigger: 'call', items: [item] } })).toEqual({
      ok: true,
      value: 42,
    });
    const { run } = await client.runs.node({ path, text: doubling, step: 'double', input: [item] });
    await expect.poll(async () => (await client.runs.get({ run })).entry.status).toBe('succeeded');
    const page = await client.runs.items({ run, step: 'double', side: 'out', port: 'out' });
    expect(page.items).toMatchObject([{ json: { twice: 42 } }]);
  });

  it('come only to webhooks', async () => {
    app = await startApp({ files: { [path]: text }, trust: true });
    const news = app.client.events.sample({ path, text, node: 'same' });
    await expect(news).rejects.toMatchObject({ code: 'NO_WEBHOOK' });
  });
});

it('callers are checked with the credential that fills the slot, which may come after the activation', async () => {
  const signed = flowText(
    { call: { type: 'trigger.webhook', connection: 'github', params: { signature: 'github' } } },
    [],
    { connections: { github: { type: 'http.hmac' } } },
  );
  const credentials = { keychain: new MemoryKeychain() };
  app = await startApp({ files: { [path]: signed }, trust: true, credentials });
  const { client } = app;
  await client.triggers.activate({ path });
  const signature = createHmac('sha256', 'hush').update('{}').digest('hex');
  const call = async (): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
    return (await fetch(await urlOf(), { method: 'POST', headers, body: '{}' })).status;
  };
  expect(await call()).toBe(503);
  const save = (secret: string, id?: string) =>
    client.connections.save({
      id,
      name: 'GitHub',
      type: 'http.hmac',
      hosts: [],
      values: { secret, header: 'x-sign', signed: '{body}' },
    });
  const saved = await save('other');
  await client.connections.bindSlots({
    bindings: [{ flow: 'flw_test', slot: 'github', credential: saved.id }],
  });
  expect(await call()).toBe(401);
  await save('hush', saved.id);
  expect(await call()).toBe(202);
  expect((await client.events.list({})).events.map(({ state }) => state)).toEqual(['started', 'quarantined']);
});
