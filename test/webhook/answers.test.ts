import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { closeHooks, openHook } from './index.ts';

afterEach(closeHooks);

const map = (fields: Record<string, string>): object => ({
  type: 'data.map',
  params: { keep: 'none', fields: Object.entries(fields).map(([name, value]) => ({ name, value })) },
});
const total = map({ total: '{{ $json.body.price * $json.body.count }}' });
const slow = { type: 'control.delay', params: { for: '150ms' } };

describe('answers', () => {
  test('at once: 202 when the event is on disk, and one run starts', async () => {
    const hook = await openHook({ nodes: { total }, edges: ['call -> total'] });
    const answer = await hook.post({ price: 2, count: 3 });
    expect(answer.status).toBe(202);
    const { event } = (await answer.json()) as { event: string };
    expect(hook.events()).toMatchObject([{ id: event, state: 'started' }]);
    await hook.quiet();
    expect(hook.runs()).toMatchObject([{ id: event.replace('evt_', 'run_'), status: 'succeeded' }]);
  });

  test('when the flow has finished: its items', async () => {
    const hook = await openHook({
      params: { respond: 'finished' },
      nodes: { total },
      edges: ['call -> total'],
    });
    const answer = await hook.post({ price: 2, count: 3 });
    expect([answer.status, await answer.json()]).toEqual([200, [{ total: 6 }]]);
  });

  test('by a Respond node, while the flow goes on', async () => {
    const respond = {
      type: 'control.respond',
      params: {
        status: 201,
        headers: { 'x-order': '{{ $json.total }}' },
        body: { got: '{{ $json.total }}' },
      },
    };
    const wait = { type: 'control.waitFor', params: { event: 'approval' } };
    const hook = await openHook({
      params: { respond: 'node' },
      nodes: { total, respond, wait },
      edges: ['call -> total', 'total -> respond', 'respond -> wait'],
    });
    const answer = await hook.post({ price: 2, count: 3 });
    expect([answer.status, answer.headers.get('x-order'), await answer.json()]).toEqual([
      201,
      '6',
      { got: 6 },
    ]);
    expect(hook.runs()).toMatchObject([{ status: 'waiting' }]);
  });

  test('a flow that fails or never answers says so without its secrets', async () => {
    const stop = { type: 'control.stop', params: { message: 'The key is 4711.', code: 'NO_STOCK' } };
    const failing = await openHook({
      params: { respond: 'finished' },
      nodes: { stop },
      edges: ['call -> stop'],
    });
    const failed = await failing.post();
    expect(failed.status).toBe(500);
    const text = await failed.text();
    expect(text).toContain('NO_STOCK');
    expect(text).not.toContain('4711');
    const silent = await openHook({
      params: { respond: 'node' },
      nodes: { total },
      edges: ['call -> total'],
    });
    expect((await silent.post()).status).toBe(204);
  });

  test.each(['finished', 'node'])(
    'what comes after the deadline (%s) is at an address of its own',
    async (respond) => {
      const answer = { type: 'control.respond', params: { body: '{{ $json }}' } };
      const hook = await openHook({
        params: { respond, deadline: '20ms' },
        nodes: { total, slow, answer },
        edges: ['call -> total', 'total -> slow', 'slow -> answer'],
      });
      const first = await hook.post({ price: 2, count: 3 });
      expect(first.status).toBe(202);
      const location = new URL(first.headers.get('location') ?? '', hook.url);
      expect((await fetch(location)).status).toBe(202);
      await hook.quiet();
      const late = await fetch(location);
      const items = await late.json();
      expect([late.status, items]).toEqual([200, respond === 'node' ? { total: 6 } : [{ total: 6 }]]);
      expect((await fetch(`${location}0`)).status).toBe(404);
    },
  );
});

describe('the item', () => {
  const echo = { nodes: { total: { type: 'control.nothing' } }, edges: ['call -> total'] };
  const finished = { params: { respond: 'finished', method: 'ANY', path: 'shop/:shop/orders' }, ...echo };

  test('has the path, the query and the body, and no secret headers', async () => {
    const hook = await openHook(finished);
    const url = hook.url.replace(':shop', 'k%C3%B6ln');
    const answer = await fetch(`${url}?a=1&b=2&b=3`, {
      method: 'PUT',
      headers: { authorization: 'Bearer 4711', cookie: 'a=4711', 'X-More': 'yes' },
      body: new URLSearchParams([
        ['name', 'Ada'],
        ['line', '1'],
        ['line', '2'],
      ]),
    });
    const text = await answer.text();
    expect(text).not.toContain('4711');
    expect(JSON.parse(text)).toMatchObject([
      {
        method: 'PUT',
        params: { shop: 'köln' },
        query: { a: '1', b: ['2', '3'] },
        body: { name: 'Ada', line: ['1', '2'] },
        headers: { 'x-more': 'yes', authorization: '***' },
        receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
  });

  test('takes files of a form, and bodies that are no text, as files', async () => {
    const hook = await openHook(finished);
    const url = hook.url.replace(':shop', 'x');
    const form = new FormData();
    form.append('name', 'Ada');
    form.append('photo', new Blob([new Uint8Array([1, 2, 255])], { type: 'image/png' }), 'ada.png');
    const first = await fetch(url, { method: 'POST', body: form });
    expect(await first.json()).toMatchObject([{ body: { name: 'Ada' } }]);
    const bytes = new Uint8Array([0, 255, 128]);
    await fetch(url, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(Buffer.from(hook.engine.journal.inbox.body(hook.events()[1]?.id ?? '') ?? [])).toEqual(
      Buffer.from(bytes),
    );
    const facts = hook.runs().map(({ id }) => [...hook.engine.journal.read(id)][1]);
    expect(facts).toMatchObject([
      { out: { out: { items: [{ binary: { photo: { name: 'ada.png', mime: 'image/png', size: 3 } } }] } } },
      { out: { out: { items: [{ json: { body: null }, binary: { body: { size: 3 } } }] } } },
    ]);
  });
});

describe('deliveries', () => {
  const dedupe = "{{ $json.headers['x-delivery-id'] }}";
  const id = { 'x-delivery-id': 'd1' };

  test('one delivery id starts one run, however often it comes and at whatever time', async () => {
    const hook = await openHook({ params: { dedupe }, nodes: { total }, edges: ['call -> total'] });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => hook.post({ price: 1, count: 1 }, id)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    const events = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { event: string }).event),
    );
    expect(new Set(events).size).toBe(1);
    expect(hook.events()).toMatchObject([{ state: 'started', key: 'd1', repeats: 19 }]);
    expect(hook.runs()).toHaveLength(1);
    await hook.post({}, { 'x-delivery-id': 'd2' });
    await hook.post({});
    await hook.post({});
    expect(hook.runs()).toHaveLength(4);
  });

  test('the same id with other content starts nothing, and is kept where it can be seen', async () => {
    const hook = await openHook({ params: { dedupe }, nodes: { total }, edges: ['call -> total'] });
    await hook.post({ price: 1 }, id);
    const answer = await hook.post({ price: 2 }, id);
    expect([answer.status, await answer.json()]).toMatchObject([202, { repeated: true, sameContent: false }]);
    const [first, second] = hook.events();
    expect(second).toMatchObject({
      state: 'repeated',
      of: first?.id,
      reason: expect.stringContaining('differs'),
    });
    expect(hook.runs()).toHaveLength(1);
  });

  test('a caller that repeats itself gets the answer of the first time', async () => {
    const respond = { type: 'control.respond', params: { body: { at: '{{ $now.toMillis() }}' } } };
    const hook = await openHook({
      params: { dedupe, respond: 'node' },
      nodes: { slow, respond },
      edges: ['call -> slow', 'slow -> respond'],
    });
    const [a, b] = await Promise.all([hook.post({}, id), hook.post({}, id)]);
    const first = await a?.json();
    expect(await b?.json()).toEqual(first);
    expect(await (await hook.post({}, id)).json()).toEqual(first);
    expect(hook.runs()).toHaveLength(1);
  });

  test('computed ids may need the sandbox', async () => {
    const hook = await openHook({
      params: { dedupe: "{{ $json.body.lines.map((line) => line.id).join('-') }}" },
      nodes: { total },
      edges: ['call -> total'],
    });
    await hook.post({ lines: [{ id: 1 }, { id: 2 }] });
    await hook.post({ lines: [{ id: 1 }, { id: 2 }] });
    expect(hook.events()).toMatchObject([{ key: '1-2', repeats: 1 }]);
    const bad = await hook.post({ lines: 7 });
    expect([bad.status, hook.events()[1]?.state]).toEqual([400, 'quarantined']);
  });
});

describe('callers have to prove who they are', () => {
  const key = 'hush';
  const sign = (body: string): Record<string, string> => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
    'x-github-delivery': 'd1',
  });
  const github = {
    params: { signature: 'github' },
    nodes: { total },
    edges: ['call -> total'],
    secret: { secret: key },
  };

  test('what is not signed is quarantined, and its delivery id stays free', async () => {
    const hook = await openHook(github);
    const body = '{"price":1}';
    expect((await hook.post(body, { ...sign('x') })).status).toBe(401);
    expect((await hook.post(body)).status).toBe(401);
    expect(hook.events()).toMatchObject([
      { state: 'quarantined', key: undefined, reason: 'The signature does not fit the content.' },
      { state: 'quarantined', reason: expect.stringContaining('x-hub-signature-256 is missing') },
    ]);
    expect(hook.runs()).toEqual([]);
    expect((await hook.post(body, sign(body))).status).toBe(202);
    await hook.post(body, sign(body));
    expect(hook.runs()).toHaveLength(1);
    expect(hook.events()[2]).toMatchObject({ key: 'd1', repeats: 1 });
  });

  test('anybody can send what is quarantined, so not all of it is kept', async () => {
    const hook = await openHook(github);
    await Promise.all(Array.from({ length: 100 }, () => hook.post('{}')));
    expect(hook.events().length).toBeLessThan(65);
  });

  test('a vault that is locked is not the fault of the caller, who is asked to come again', async () => {
    const { UserError } = await import('#contract/error');
    let locked = true;
    const secret = async (): Promise<Record<string, unknown>> => {
      if (locked) throw new UserError('The vault is locked.');
      return { secret: key };
    };
    const hook = await openHook({ ...github, secret });
    const refused = await hook.post('{}', sign('{}'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    locked = false;
    expect((await hook.post('{}', sign('{}'))).status).toBe(202);
  });

  test('a check without a connection cannot be activated', async () => {
    await expect(openHook({ params: { auth: 'basic' } })).rejects.toThrow('no connection');
  });
});

describe('handshakes', () => {
  const secret = { secret: 'hush', verifyToken: 'ours' };
  const plain = async (answer: Response): Promise<unknown[]> => [
    answer.status,
    answer.headers.get('content-type'),
    await answer.text(),
  ];
  const text = 'text/plain; charset=utf-8';

  test('Slack asks by a call, Graph by a parameter', async () => {
    const slack = await openHook({ params: { signature: 'slack' }, secret });
    const challenge = await slack.post({ type: 'url_verification', challenge: '3eZbrw1' });
    expect(await plain(challenge)).toEqual([200, text, '3eZbrw1']);
    const graph = await openHook({ params: { handshake: 'graph' } });
    expect(await plain(await graph.post('', {}, '?validationToken=a%20b%3Cc'))).toEqual([200, text, 'a b<c']);
    expect([...slack.events(), ...graph.events()]).toEqual([]);
  });

  test('Meta, Dropbox and X ask by GET', async () => {
    const meta = await openHook({ params: { signature: 'meta' }, secret });
    const ask = (token: string): Promise<Response> =>
      fetch(`${meta.url}?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${token}`);
    expect(await plain(await ask('ours'))).toEqual([200, text, '42']);
    expect((await ask('theirs')).status).toBe(403);
    expect((await fetch(meta.url)).status).toBe(404);
    const dropbox = await openHook({ params: { signature: 'dropbox' }, secret });
    expect(await plain(await fetch(`${dropbox.url}?challenge=abc`))).toEqual([200, text, 'abc']);
    const x = await openHook({ params: { signature: 'x' }, secret });
    const token = createHmac('sha256', 'hush').update('foo').digest('base64');
    expect(await (await fetch(`${x.url}?crc_token=foo`)).json()).toEqual({
      response_token: `sha256=${token}`,
    });
  });

  test('Zoom wants its token back, signed', async () => {
    const zoom = await openHook({ params: { signature: 'zoom' }, secret });
    const body = { event: 'endpoint.url_validation', payload: { plainToken: 'q9ibPh' } };
    const encryptedToken = createHmac('sha256', 'hush').update('q9ibPh').digest('hex');
    expect(await (await zoom.post(body)).json()).toEqual({ plainToken: 'q9ibPh', encryptedToken });
  });
});
