import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunFact } from '#contract/api';
import { parseFlow } from '#contract/flow';
import { apply, memoryLists, newRunState, restoreLengths } from '#contract/run';
import { compileFlow } from '#engine/run';
import { catalogue } from '#nodes';
import { type Client, factsOf, flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
afterEach(() => app.close());

const path = 'test.flow.json';
const start = { start: { type: 'trigger.manual' } };
const doubling = flowText(
  {
    ...start,
    double: { type: 'data.map', params: { fields: [{ name: 'twice', value: '{{ $json.n * 2 }}' }] } },
    even: { type: 'control.filter', params: { test: '{{ $json.n % 2 == 0 }}' } },
  },
  ['start -> double', 'double -> even'],
);
const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));
const asking = flowText({ ...start, ask: { type: 'control.waitFor', params: { event: 'approval' } } }, [
  'start -> ask',
]);

async function finished(client: Client, run: string): Promise<string> {
  const facts = await factsOf(client, run);
  const { event } = facts.at(-1) as RunFact;
  return event.type === 'run.finished' ? event.status : event.type;
}

/** Reads facts until one of a type is there. */
async function readUntil(facts: AsyncIterator<readonly RunFact[]>, type: string): Promise<RunFact[]> {
  const read: RunFact[] = [];
  while (!read.some(({ event }) => event.type === type)) {
    const { value, done } = await facts.next();
    if (done) throw new Error(`the facts ended before ${type}`);
    read.push(...value);
  }
  return read;
}

describe('a run', () => {
  it('is told fact by fact, from any point on, and shows its items in pages', async () => {
    app = await startApp();
    const { run } = await app.client.runs.start({ path, text: doubling, input: numbers(50) });
    const facts = await factsOf(app.client, run);
    expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, index) => index + 1));
    expect(facts.at(-1)?.event).toMatchObject({ type: 'run.finished', status: 'succeeded' });
    expect(await factsOf(app.client, run, 2)).toEqual(facts.slice(2));
    expect(await factsOf(app.client, run, facts.length)).toEqual([]);

    const page = { run, step: 'even', side: 'out', port: 'out', from: 10, count: 5 } as const;
    const ports = (await app.client.catalogue.get()).nodes.find(
      ({ type }) => type === 'control.filter',
    )?.outputs;
    const items = await app.client.runs.items({ ...page, port: ports?.names[0] ?? '' });
    expect(items).toMatchObject({ total: 25, from: 10, cut: [] });
    expect(items.items.map(({ json }) => json)).toEqual(
      [20, 22, 24, 26, 28].map((n) => ({ n, twice: 2 * n })),
    );
    const input = await app.client.runs.items({ ...page, side: 'in', port: 'in', from: 48 });
    expect(input.items).toHaveLength(2);
    expect(items.sources).toEqual([20, 22, 24, 26, 28]);
    expect(input.sources).toBeUndefined();
    expect(await app.client.runs.items({ ...page, from: 99 })).toMatchObject({ items: [] });
    expect(await app.client.runs.items({ ...page, step: 'nowhere' })).toMatchObject({ total: 0, items: [] });
    await expect(app.client.runs.items({ ...page, run: 'run_none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });

    const got = await app.client.runs.get({ run });
    expect(got).toMatchObject({ text: doubling, entry: { run, status: 'succeeded', flow: { path } } });
    const { hash } = await app.client.workspace.trustReport({ text: doubling });
    expect(got.entry.flow.hash).toBe(hash);
  });

  it('sends little of long lists, and folding that counts all of them', async () => {
    app = await startApp();
    const { run } = await app.client.runs.start({ path, text: doubling, input: numbers(5_000) });
    const facts = await factsOf(app.client, run);
    expect(JSON.stringify(facts).length).toBeLessThan(60_000);
    const { flow } = parseFlow(doubling);
    const compiled = flow && compileFlow(flow, catalogue).compiled;
    if (!compiled) throw new Error('the flow does not compile');
    const { graph } = compiled;
    const state = newRunState({ graph, lists: memoryLists, retain: 'all', parallelBranches: false });
    for (const { event, cut } of facts) apply(state, cut ? restoreLengths(event, cut) : event);
    expect(state.totals.get('even')).toMatchObject({ itemsIn: 5_000 });
    expect(state.root.steps[1]?.outputs.get('out')?.list?.at(3).json).toEqual({ n: 3, twice: 6 });
    const kept = state.root.steps[2]?.outputs;
    expect([...(kept?.values() ?? [])].map(({ length }) => length)).toEqual([2_500, 2_500]);
    const last = { run, step: 'double', side: 'out', port: 'out', from: 4_990 } as const;
    expect((await app.client.runs.items(last)).items.at(-1)?.json).toEqual({ n: 4_999, twice: 9_998 });
  });

  it('goes on before the eyes of a second window, without a gap', async () => {
    app = await startApp();
    const { run } = await app.client.runs.start({ path, text: asking });
    const other = await app.connect();
    const [mine, theirs] = await Promise.all([
      app.client.runs.events({ run }),
      other.runs.events({ run, afterSeq: 1 }),
    ]);
    const before = await readUntil(mine, 'step.waiting');
    const seen = await readUntil(theirs, 'step.waiting');
    expect(seen).toEqual(before.slice(1));
    expect(await app.client.runs.list({ status: ['waiting'] })).toMatchObject({ runs: [{ run }] });

    expect(await app.client.runs.answer({ run, step: 'ask', answer: 'retry' })).toEqual({ answered: false });
    expect(await app.client.runs.answer({ run, step: 'ask', answer: 'approved', comment: 'ok' })).toEqual({
      answered: true,
    });
    const after = await readUntil(mine, 'run.finished');
    const seqs = [...before, ...after].map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(await readUntil(theirs, 'run.finished')).toEqual(after);
    expect((await mine.next()).done).toBe(true);
    expect(await app.client.runs.answer({ run, step: 'ask', answer: 'approved' })).toEqual({
      answered: false,
    });
  });

  it('is told whole to whoever comes while it is busy', async () => {
    app = await startApp();
    const text = flowText(
      { ...start, each: { type: 'control.forEach' }, same: { type: 'data.map', in: 'each' } },
      ['start -> each', 'each:each -> same', 'same -> each:collect'],
    );
    const { run } = await app.client.runs.start({ path, text, input: numbers(3_000) });
    const [all, some, late] = await Promise.all([
      factsOf(app.client, run),
      factsOf(app.client, run, 1_234),
      app.client.runs
        .items({ run, step: 'start', side: 'out', port: 'out' })
        .then(() => factsOf(app.client, run)),
    ]);
    expect(all.length).toBeGreaterThan(3_000);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(some).toEqual(all.slice(1_234));
    expect(late).toEqual(all);
  });

  it('is cancelled', async () => {
    app = await startApp();
    const { run } = await app.client.runs.start({ path, text: asking });
    await readUntil(await app.client.runs.events({ run }), 'step.waiting');
    expect(await app.client.runs.cancel({ run })).toEqual({ cancelled: true });
    expect(await finished(app.client, run)).toBe('cancelled');
    expect(await app.client.runs.cancel({ run })).toEqual({ cancelled: false });
    await expect(app.client.runs.cancel({ run: 'run_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('goes on after a restart of the engine', async () => {
    app = await startApp();
    const { run } = await app.client.runs.start({ path, text: asking });
    await readUntil(await app.client.runs.events({ run }), 'step.waiting');
    app = await app.restart();
    expect(await app.client.runs.answer({ run, step: 'ask', answer: 'approved' })).toEqual({
      answered: true,
    });
    expect(await finished(app.client, run)).toBe('succeeded');
  });

  it('is refused with a sentence', async () => {
    app = await startApp();
    const wrong = app.client.runs.start({ path, text: doubling.replace('data.map', 'data.mop') });
    await expect(wrong).rejects.toMatchObject({
      code: 'INVALID_FLOW',
      data: { message: expect.stringContaining('mop') },
    });
    const noTrigger = app.client.runs.start({ path, text: doubling, trigger: 'nobody' });
    await expect(noTrigger).rejects.toMatchObject({ code: 'INVALID_FLOW' });
    const outside = app.client.runs.start({ path: '../x.flow.json', text: doubling });
    await expect(outside).rejects.toMatchObject({ code: 'INVALID_FLOW' });
    expect(await app.client.runs.list({})).toEqual({ runs: [], more: false });
  });

  it('shows items of iterations, and cuts what is too large', async () => {
    app = await startApp();
    const text = flowText(
      {
        ...start,
        each: { type: 'control.forEach' },
        grow: {
          type: 'data.map',
          in: 'each',
          params: { fields: [{ name: 'long', value: "{{ 'x'.repeat($json.n) }}" }] },
        },
      },
      ['start -> each', 'each:each -> grow', 'grow -> each:collect'],
    );
    const { run } = await app.client.runs.start({ path, text, input: [{ n: 3 }, { n: 20_000 }] });
    expect(await finished(app.client, run)).toBe('succeeded');
    expect(JSON.stringify(await factsOf(app.client, run)).length).toBeLessThan(40_000);
    const page = { run, step: 'each/each[1]/grow', side: 'out', port: 'out' } as const;
    const { items, cut, total } = await app.client.runs.items(page);
    expect({ total, cut }).toEqual({ total: 1, cut: ['0/json/long'] });
    expect(items[0]?.json.long).toBe('x'.repeat(10_000));
    const input = await app.client.runs.items({ ...page, side: 'in', port: 'in' });
    expect(input.items).toEqual([{ json: { n: 20_000 } }]);
    expect(await app.client.runs.items({ run, step: 'each', side: 'out', port: 'each' })).toMatchObject({
      total: 2,
    });
  });

  it('shows what failed in an iteration after the loop has ended', async () => {
    app = await startApp();
    const text = flowText(
      {
        ...start,
        each: { type: 'control.forEach', params: { batchSize: 2 } },
        read: { type: 'file.read', in: 'each', params: { path: 'none-{{ $json.n }}.txt' }, onError: 'route' },
      },
      ['start -> each', 'each:each -> read', 'read:error -> each:collect'],
    );
    const { run } = await app.client.runs.start({ path, text, input: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    expect(await finished(app.client, run)).toBe('succeeded');
    const page = { run, step: 'each/each[0]/read', side: 'out', port: 'error' } as const;
    expect(await app.client.runs.items(page)).toMatchObject({
      total: 2,
      items: [{ json: { n: 1 } }, { json: { n: 2 } }],
      sources: [0, 1],
    });
  });
});

describe('history', () => {
  it('is searched by data, error, id, status and flow, page by page', async () => {
    app = await startApp({ files: { [path]: doubling } });
    const { client } = app;
    const ids: string[] = [];
    for (const input of [[{ n: 1, who: 'Zoë "Z"' }], [{ n: 2 }], [{ n: 3 }]]) {
      const { run } = await client.runs.start({ path, text: doubling, input });
      expect(await finished(client, run)).toBe('succeeded');
      ids.push(run);
    }
    const failing = flowText(
      { ...start, stop: { type: 'control.stop', params: { message: 'No more oranges' } } },
      ['start -> stop'],
    ).replace('flw_test', 'flw_other');
    const { run: failed } = await client.runs.start({ path: 'other.flow.json', text: failing });
    expect(await finished(client, failed)).toBe('failed');

    const found = async (query: object) => (await client.runs.list(query)).runs.map(({ run }) => run);
    expect(await found({})).toEqual([failed, ...[...ids].reverse()]);
    expect(await found({ search: 'Zoë "z"' })).toEqual([ids[0]]);
    expect(await found({ search: 'oranges' })).toEqual([failed]);
    expect(await found({ search: ids[1] })).toEqual([ids[1]]);
    expect(await found({ search: '.*' })).toEqual([]);
    expect(await found({ status: ['failed'] })).toEqual([failed]);
    expect(await found({ flow: 'flw_test' })).toEqual([...ids].reverse());

    const pages: string[] = [];
    let before: number | undefined;
    for (let more = true; more; ) {
      const page = await client.runs.list({ limit: 1, ...(before === undefined ? {} : { before }) });
      pages.push(...page.runs.map(({ run }) => run));
      before = page.runs.at(-1)?.startedAt;
      more = page.more;
    }
    expect(pages).toEqual(await found({}));

    const { flows } = await client.workspace.list();
    expect(flows).toMatchObject([{ path, runsToday: 3, failedToday: 0, lastStatus: 'succeeded' }]);
    expect((await client.runs.get({ run: failed })).error).toMatchObject({
      step: 'stop',
      message: 'No more oranges',
    });
  });
});

describe('files of items', () => {
  it('are read part by part, by nothing but their content', async () => {
    app = await startApp({ files: { 'long.txt': 'x'.repeat(600_000) } });
    const { client } = app;
    const text = flowText({ ...start, read: { type: 'file.read', params: { path: 'long.txt' } } }, [
      'start -> read',
    ]);
    const { run } = await client.runs.start({ path, text });
    expect(await finished(client, run)).toBe('succeeded');
    const { items } = await client.runs.items({ run, step: 'read', side: 'out', port: 'out' });
    const id = items[0]?.binary?.file?.id ?? '';
    const first = await client.runs.file({ id });
    expect([first.size, Buffer.from(first.bytes, 'base64').length]).toEqual([600_000, 512 * 1024]);
    const rest = await client.runs.file({ id, from: 512 * 1024 });
    expect(Buffer.from(rest.bytes, 'base64').toString()).toBe('x'.repeat(600_000 - 512 * 1024));
    await expect(client.runs.file({ id: 'f'.repeat(64) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(client.runs.file({ id: '../../secret' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(client.runs.file({ id, count: 600_000 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('retry', () => {
  /** Counts by appending to a file, then reads one that is not there yet. */
  const flow = (read: string) =>
    flowText(
      {
        ...start,
        count: { type: 'file.write', params: { path: 'count.txt', content: 'x', mode: 'append' } },
        read: { type: 'file.read', params: { path: read, as: 'text' } },
        last: { type: 'data.map', params: { fields: [{ name: 'got', value: '{{ $json.text }}' }] } },
      },
      ['start -> count', 'count -> read', 'read -> last'],
    );
  const counted = async () => (await readFile(join(app.workspace, 'count.txt'), 'utf8')).length;
  const lastItem = async (run: string) =>
    (await app.client.runs.items({ run, step: 'last', side: 'out', port: 'out' })).items[0]?.json.got;

  it('takes over what came before the step that failed', async () => {
    app = await startApp();
    const { run } = await app.client.runs.start({ path, text: flow('late.txt') });
    expect(await finished(app.client, run)).toBe('failed');
    await app.write('late.txt', 'here now');

    const retried = await app.client.runs.retry({ run });
    expect(await finished(app.client, retried.run)).toBe('succeeded');
    expect(await lastItem(retried.run)).toBe('here now');
    expect(await counted()).toBe(1);
    const { entry } = await app.client.runs.get({ run: retried.run });
    expect(entry.parent).toEqual({ run, retry: true });

    const all = await app.client.runs.retry({ run: retried.run, step: 'count' });
    expect(await finished(app.client, all.run)).toBe('succeeded');
    expect(await counted()).toBe(2);
  });

  it('takes over whole containers, and goes on in the iteration that failed', async () => {
    app = await startApp();
    const write = (to: string) => ({
      type: 'file.write',
      params: { path: to, content: '{{ $json.n }}', mode: 'append' },
    });
    const text = flowText(
      {
        ...start,
        first: { type: 'control.forEach' },
        one: { ...write('one.txt'), in: 'first' },
        number: {
          type: 'data.map',
          in: 'first',
          params: { fields: [{ name: 'n', value: "{{ $('start').item.json.n }}" }] },
        },
        second: { type: 'control.forEach' },
        two: { ...write('two.txt'), in: 'second' },
        read: { type: 'file.read', in: 'second', params: { path: 'late.txt', as: 'text' } },
      },
      [
        'start -> first',
        'first:each -> one',
        'one -> number',
        'number -> first:collect',
        'first -> second',
        'second:each -> two',
        'two -> read',
        'read -> second:collect',
      ],
    );
    const { run } = await app.client.runs.start({ path, text, input: [{ n: 1 }, { n: 2 }] });
    expect(await finished(app.client, run)).toBe('failed');
    await app.write('late.txt', 'here');
    const { run: again } = await app.client.runs.retry({ run });
    expect(await finished(app.client, again)).toBe('succeeded');
    expect(await readFile(join(app.workspace, 'one.txt'), 'utf8')).toBe('12');
    expect(await readFile(join(app.workspace, 'two.txt'), 'utf8')).toBe('12');
    const done = { run: again, side: 'out', port: 'done' } as const;
    expect(await app.client.runs.items({ ...done, step: 'second' })).toMatchObject({ total: 2 });
    const failedOnly = { run: again, step: 'second', failedIterations: true };
    await expect(app.client.runs.retry(failedOnly)).rejects.toMatchObject({ code: 'CANNOT_RETRY' });
    const { run: inside } = await app.client.runs.retry({ run: again, step: 'second/each[1]/two' });
    expect(await finished(app.client, inside)).toBe('succeeded');
    expect(await readFile(join(app.workspace, 'two.txt'), 'utf8')).toBe('122');
    const inner = { run: again, step: 'first/each[1]/number', side: 'out', port: 'out' } as const;
    expect((await app.client.runs.items(inner)).items[0]?.json.n).toBe(2);
  });

  it('runs the file as it is now, where what had run is the same', async () => {
    app = await startApp({ files: { 'here.txt': 'found' } });
    const { client } = app;
    const saved = await client.workspace.save({ path, text: flow('gone.txt'), baseHash: null });
    const { run } = await client.runs.start({ path, text: saved.text });
    expect(await finished(client, run)).toBe('failed');
    const fixed = await client.workspace.save({ path, text: flow('here.txt'), baseHash: saved.hash });

    const same = await client.runs.retry({ run });
    expect(await finished(client, same.run)).toBe('failed');
    const current = await client.runs.retry({ run, version: 'current' });
    expect(await finished(client, current.run)).toBe('succeeded');
    expect(await lastItem(current.run)).toBe('found');
    expect(await counted()).toBe(1);
    expect((await client.runs.get({ run: current.run })).text).toBe(fixed.text);

    const rewired = fixed.text
      .replace('start -> count', 'start -> read')
      .replace('count -> read', 'start -> count');
    await client.workspace.save({ path, text: rewired, baseHash: fixed.hash });
    // "read" has other wires, but it is what runs again; "count" ran and is wired as it was.
    const again = await client.runs.retry({ run, version: 'current' });
    expect(await finished(client, again.run)).toBe('succeeded');
    expect(await counted()).toBe(1);
    await app.write(path, rewired.replace('"file.write"', '"file.delete"'));
    await expect(client.runs.retry({ run, version: 'current' })).rejects.toMatchObject({
      code: 'CANNOT_RETRY',
    });
  });

  it('is refused with a sentence where it cannot be', async () => {
    app = await startApp();
    const { client } = app;
    const text = flowText(
      {
        ...start,
        each: { type: 'control.forEach' },
        stop: { type: 'control.stop', in: 'each', params: { message: 'no' } },
      },
      ['start -> each', 'each:each -> stop'],
    );
    const { run } = await client.runs.start({ path, text });
    expect(await finished(client, run)).toBe('failed');
    const refused = async (request: Parameters<typeof client.runs.retry>[0]) => {
      const error = await client.runs.retry(request).then(
        () => undefined,
        (thrown) => thrown,
      );
      expect(error).toMatchObject({ code: 'CANNOT_RETRY' });
      return error.data.message;
    };
    expect(await refused({ run, step: 'each/each[5]/stop' })).toContain(
      'iteration 5 of "each" did not begin',
    );
    expect(await refused({ run, step: 'nowhere' })).toContain('no node "nowhere"');
    expect(await refused({ run, version: 'current' })).toContain('its flow file is gone');
    const { run: again } = await client.runs.retry({ run });
    expect(await finished(client, again)).toBe('failed');

    const waiting = await client.runs.start({ path, text: asking });
    expect(await refused({ run: waiting.run })).toContain('has not ended');
    await expect(client.runs.retry({ run: 'run_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
