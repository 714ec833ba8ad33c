import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { closeHooks, openHook, sendRaw, type TestHook } from './index.ts';

const folders: string[] = [];
afterEach(async () => {
  await closeHooks();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function dataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flowbench-wait-'));
  folders.push(folder);
  return folder;
}

const BROWSER = { accept: 'text/html,*/*' };

/** A flow that gives its caller the link of the step that waits next. */
function asking(params: object = {}): object {
  return {
    params: { respond: 'node' },
    nodes: {
      respond: { type: 'control.respond', params: { body: { link: "{{ $link('Ask Ann') }}" } } },
      ask: {
        type: 'control.waitFor',
        name: 'Ask Ann',
        params: { event: 'approval', message: 'Order <b>{{ $json.body.order }}</b>?', ...params },
      },
    },
    edges: ['call -> respond', 'respond -> ask'],
  };
}

async function start(hook: TestHook, body: object = { order: 7 }): Promise<string> {
  const answer = await hook.post(body);
  const { link } = (await answer.json()) as { link: string };
  await hook.engine.run(hook.runs().at(-1)?.id ?? '')?.result;
  return link;
}

/** Chooses an answer on the page. */
const choose = (link: string, answer: string, comment = ''): Promise<Response> =>
  fetch(link, { method: 'POST', headers: BROWSER, body: new URLSearchParams({ answer, comment }) });

function resumed(hook: TestHook): unknown[] {
  const [run] = hook.runs();
  return [...hook.engine.journal.read(run?.id ?? '')].flatMap((fact) =>
    fact.type === 'step.resumed' ? [fact.answer] : [],
  );
}

test('the page asks, the answer goes on with the run, and a second one changes nothing', async () => {
  const hook = await openHook(asking());
  const link = await start(hook);
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/wait\/[\w-]{40,}$/);
  const page = await fetch(link, { headers: BROWSER });
  const html = await page.text();
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).toContain('<h1>Ask Ann</h1>');
  expect(html).toContain('Hooked');
  expect(html).toContain('Order &lt;b&gt;7&lt;/b&gt;?');
  expect(html).not.toContain('<script');
  expect(hook.runs()).toMatchObject([{ status: 'waiting' }]);
  const taken = await choose(link, 'approved', 'fine <script>');
  expect([taken.status, await taken.text()]).toEqual([200, expect.stringContaining('You approved.')]);
  const second = await choose(link, 'rejected');
  expect([second.status, await second.text()]).toEqual([
    409,
    expect.stringContaining('Somebody approved this before.'),
  ]);
  await hook.quiet();
  expect(resumed(hook)).toEqual([{ by: 'approval', approved: true, comment: 'fine <script>' }]);
  expect((await fetch(link, { headers: BROWSER })).status).toBe(409);
});

test('of answers that come at once only one counts', async () => {
  const hook = await openHook(asking());
  const link = await start(hook);
  const all = await Promise.all(['approved', 'rejected', 'approved'].map((word) => choose(link, word)));
  expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  await hook.quiet();
  expect(resumed(hook)).toHaveLength(1);
});

test('a link leads to the same step after a restart', async () => {
  const folder = dataDir();
  const first = await openHook({ ...asking(), dataDir: folder });
  const link = await start(first);
  const { pathname } = new URL(link);
  await first.close();
  const again = await openHook({ ...asking(), dataDir: folder });
  const moved = `http://127.0.0.1:${again.port}${pathname}`;
  expect(await (await fetch(moved)).text()).toContain('Ask Ann');
  expect((await choose(moved, 'rejected', 'no')).status).toBe(200);
  await again.quiet();
  expect(resumed(again)).toEqual([{ by: 'approval', approved: false, comment: 'no' }]);
});

test('a call brings its item; reading the link, as mail programs do, answers nothing', async () => {
  const hook = await openHook(asking({ event: 'call' }));
  const link = await start(hook);
  for (const method of ['GET', 'HEAD']) expect((await fetch(link, { method })).status).toBe(200);
  expect((await fetch(link, { method: 'DELETE' })).status).toBe(405);
  const bad = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  expect(bad.status).toBe(400);
  expect(hook.runs()).toMatchObject([{ status: 'waiting' }]);
  const call = await fetch(`${link}?by=ann`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: 'Bearer 4711' },
    body: '{"paid":true}',
  });
  expect([call.status, await call.json()]).toEqual([202, { resumed: true }]);
  await hook.quiet();
  expect(resumed(hook)).toMatchObject([
    {
      by: 'call',
      items: [
        {
          json: {
            body: { paid: true },
            query: { by: 'ann' },
            method: 'PUT',
            headers: { authorization: '***' },
          },
        },
      ],
    },
  ]);
});

test('what is no link is not there, and what is over says so', async () => {
  const hook = await openHook(asking({ timeout: '20ms' }));
  const link = await start(hook);
  const nothing = await (await fetch(`http://127.0.0.1:${hook.port}/nothing`)).text();
  for (const wrong of [
    `${link}x`,
    `${link}/more`,
    link.slice(0, -1),
    new URL('/wait/', link),
    new URL('/wait', link),
  ]) {
    const answer = await fetch(wrong, { method: 'POST', headers: BROWSER });
    expect([answer.status, await answer.text()]).toEqual([404, nothing]);
  }
  await hook.quiet();
  const late = await choose(link, 'approved');
  expect([late.status, await late.text()]).toEqual([
    410,
    expect.stringContaining('The time for an answer is up.'),
  ]);
  const program = await fetch(link, { method: 'POST', body: '{}' });
  expect([program.status, await program.json()]).toMatchObject([410, { error: { code: 'EXPIRED' } }]);
});

test('a run that was cancelled needs no answer', async () => {
  const hook = await openHook(asking());
  const link = await start(hook);
  hook.engine.run(hook.runs()[0]?.id ?? '')?.cancel();
  const over = await choose(link, 'approved');
  expect([over.status, await over.text()]).toEqual([410, expect.stringContaining('ended without an answer')]);
});

test('a link that is used before its step waits says that it is too early', async () => {
  const early = asking() as { nodes: object; edges: string[]; params: object };
  const hook = await openHook({
    ...early,
    nodes: { ...early.nodes, gate: { type: 'control.waitFor' } },
    edges: ['call -> respond', 'respond -> gate', 'gate -> ask'],
  });
  const link = await start(hook);
  const answer = await choose(link, 'approved');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(resumed(hook)).toEqual([]);
});

test('hostile answers: nothing, too much, other shapes, a comment that is shown again', async () => {
  const hook = await openHook(asking());
  const link = await start(hook);
  const again = await choose(link, 'perhaps', '"><img src=x onerror=alert(1)></textarea>');
  const html = await again.text();
  expect(again.status).toBe(422);
  expect(html).toContain('Choose Approve or Reject.');
  expect(html).not.toContain('<img');
  expect((await choose(link, 'approved', 'x'.repeat(10_001))).status).toBe(422);
  for (const body of ['[]', 'null', '7', '{"answer":["approved"]}', '{"__proto__":{"answer":"approved"}}']) {
    const answer = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(422);
  }
  const { pathname } = new URL(link);
  const big = await sendRaw(
    hook.port,
    `POST ${pathname} HTTP/1.1\r\nHost: 127.0.0.1:${hook.port}\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n`,
  );
  expect(big).toMatch(/^HTTP\/1\.1 413 /);
  const foreign = await sendRaw(
    hook.port,
    `GET ${pathname} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
  );
  expect(foreign).toMatch(/^HTTP\/1\.1 421 /);
  expect(resumed(hook)).toEqual([]);
});

test('each iteration has a link of its own', async () => {
  const hook = await openHook({
    params: { respond: 'finished' },
    nodes: {
      split: { type: 'data.splitOut', params: { field: 'body.orders' } },
      each: { type: 'control.forEach' },
      links: {
        type: 'data.map',
        in: 'each',
        params: { fields: [{ name: 'link', value: "{{ $link('ask') }}" }] },
      },
      ask: { type: 'control.waitFor', in: 'each', params: { event: 'approval' } },
    },
    edges: [
      'call -> split',
      'split -> each',
      'each:each -> links',
      'links -> ask',
      'ask:approved -> each:collect',
    ],
  });
  const done = hook.post({ orders: [1, 2] });
  const used = new Set<string>();
  while (used.size < 2) {
    await new Promise(setImmediate);
    const [run] = hook.runs();
    for (const fact of run ? hook.engine.journal.read(run.id) : []) {
      if (!run || fact.type !== 'step.waiting' || used.has(fact.step)) continue;
      used.add(fact.step);
      const link = hook.engine.links.linkOf({ run: run.id, step: fact.step }) ?? '';
      expect((await choose(link, 'approved')).status).toBe(200);
    }
  }
  const items = (await (await done).json()) as { link: string }[];
  expect(new Set(items.map(({ link }) => link)).size).toBe(2);
});

test('a name that is no Wait for node stops the step with a sentence', async () => {
  const map = { type: 'data.map', params: { fields: [{ name: 'link', value: "{{ $link('Nobody') }}" }] } };
  const hook = await openHook({ nodes: { map }, edges: ['call -> map'] });
  await hook.post();
  await hook.quiet();
  const [run] = hook.runs();
  expect(run?.status).toBe('failed');
  const end = [...hook.engine.journal.read(run?.id ?? '')].at(-1);
  expect(end).toMatchObject({ error: { message: expect.stringContaining("$link('Nobody')") } });
});

test('while a public address leads here, links have it', async () => {
  const hook = await openHook(asking());
  hook.webhooks.publish('https://relay.example/d1');
  const link = await start(hook);
  expect(link).toMatch(/^https:\/\/relay\.example\/d1\/wait\//);
  hook.webhooks.publish(undefined);
  const here = link.replace('https://relay.example/d1', `http://127.0.0.1:${hook.port}`);
  expect((await choose(here, 'approved')).status).toBe(200);
});
