import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Flow } from '#contract/flow';
import { catalogue } from '#nodes';
import { type CalledFlows, reportTrust, TrustStore } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-trust-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const flow = (nodes: Flow['nodes'], more: Partial<Flow> = {}): Flow => ({
  flowbench: 1,
  id: 'f',
  name: 'f',
  nodes,
  ...more,
});
const report = (of: Flow, called: CalledFlows = async () => undefined) =>
  reportTrust(of, '/w/a.flow.json', catalogue, called);
const ask = (url: string) => flow({ ask: { type: 'http.request', params: { url } } });

it('tells what a flow would touch', async () => {
  const all = flow(
    {
      hook: { type: 'trigger.webhook', params: { path: 'x' } },
      hand: { type: 'trigger.manual' },
      one: { type: 'http.request', params: { url: 'https://user:pw@API.example:8443/x?q={{ $json.q }}' } },
      any: { type: 'http.request', params: { url: '{{ $json.url }}' } },
      read: { type: 'file.read', params: { path: '/etc/{{ $json.name }}' } },
      write: { type: 'file.write', params: { path: 'out.txt' } },
      gone: { type: 'file.delete', params: { path: 'old.txt' } },
      move: { type: 'file.move', params: { path: 'a', to: 'b' } },
      code: { type: 'data.code', params: { code: 'return 1' } },
      odd: { type: 'no.such', params: {} },
      call: { type: 'control.callFlow', params: { flow: '{{ $json.flow }}' } },
    },
    { connections: { crm: { type: 'http.bearer', hosts: ['crm.example'] } } },
  );
  expect(await report(all)).toEqual({
    hosts: ['api.example:8443', 'crm.example', '{{ $json.url }}'],
    files: [
      { node: 'read', path: '/etc/{{ $json.name }}', access: 'read' },
      { node: 'write', path: 'out.txt', access: 'write' },
      { node: 'gone', path: 'old.txt', access: 'delete' },
      { node: 'move', path: 'a', access: 'delete' },
      { node: 'move', path: 'b', access: 'write' },
    ],
    code: ['code'],
    powerful: [{ node: 'call', type: 'control.callFlow' }],
    connections: [{ slot: 'crm', type: 'http.bearer', hosts: ['crm.example'] }],
    unknownTypes: [{ node: 'odd', type: 'no.such' }],
    triggers: [{ node: 'hook', type: 'trigger.webhook' }],
  });
});

it('follows called flows and error flows, in circles too', async () => {
  const caller = flow(
    { call: { type: 'control.callFlow', params: { flow: 'b' } } },
    { settings: { onFailure: 'c' } },
  );
  const flows: Record<string, Flow> = {
    b: flow({
      again: { type: 'control.callFlow', params: { flow: 'a' } },
      ...ask('https://b.example').nodes,
    }),
    c: ask('https://c.example'),
    a: caller,
  };
  const found = await report(caller, async (name) => {
    const next = flows[name];
    return next && { flow: next, path: `/w/${name}.flow.json` };
  });
  expect(found.hosts).toEqual(['b.example', 'c.example']);
});

it('remembers abilities per path, and asks again when there are more', async () => {
  const file = join(folder, 'trust.json');
  const store = new TrustStore(file);
  const [one, two] = [await report(ask('https://one.example')), await report(ask('https://two.example'))];
  const nothing = await report(flow({ start: { type: 'trigger.manual' } }));
  expect(store.isTrusted('/w/a', 'h0', nothing)).toBe(true);
  expect(store.isTrusted('/w/a', 'h1', one)).toBe(false);
  await store.grant('/w/a', 'h1', one);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);

  const again = new TrustStore(file);
  expect(again.isTrusted('/w/a', 'h2', one)).toBe(true);
  expect(again.isTrusted('/w/a', 'h3', two)).toBe(false);
  expect(again.isTrusted('/w/b', 'h1', one)).toBe(true);
  // The same text, but what it calls can do more by now.
  expect(again.isTrusted('/w/b', 'h1', two)).toBe(false);
  await again.move('/w/a', '/w/z');
  expect([again.knows('/w/a'), again.knows('/w/z')]).toEqual([false, true]);

  await writeFile(file, 'not json');
  expect(new TrustStore(file).isTrusted('/w/a', 'h1', one)).toBe(false);
});
