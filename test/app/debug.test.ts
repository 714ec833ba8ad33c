import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, factsOf, flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
let client: Client;
beforeEach(async () => {
  app = await startApp();
  client = app.client;
});
afterEach(() => app.close());

const path = 'test.flow.json';
/** Three orders, each of which is written to a file. */
const nodes = (content = '{{ $json.id }}\n') => ({
  start: { type: 'trigger.manual', params: { items: [{ id: 1 }, { id: 2 }, { id: 3 }] } },
  each: { type: 'control.forEach' },
  double: { type: 'data.map', in: 'each', params: { fields: [{ name: 'n', value: '{{ $json.id * 2 }}' }] } },
  write: { type: 'file.write', in: 'each', params: { path: 'out.txt', content, mode: 'append' } },
  last: { type: 'data.map', params: { fields: [{ name: 'all', value: '{{ $input.all().length }}' }] } },
});
const edges = [
  'start -> each',
  'each:each -> double',
  'double -> write',
  'write -> each:collect',
  'each -> last',
];
const text = flowText(nodes(), edges);
const written = () => readFile(join(app.workspace, 'out.txt'), 'utf8').catch(() => '');

type Request = Parameters<Client['debug']['start']>[0];
async function start(request: Partial<Request> = {}): Promise<string> {
  return (await client.debug.start({ path, text, ...request })).run;
}

/** Resolves with the run's next pause, or `undefined` where it ends before. */
async function pauseOf(run: string, afterSeq = 0) {
  for await (const batch of await client.runs.events({ run, afterSeq })) {
    const paused = batch.find(({ event }) => event.type === 'debug.paused');
    if (paused?.event.type === 'debug.paused') return { seq: paused.seq, ...paused.event };
  }
  return undefined;
}

/** What the caller hears where something is refused. */
function refusal(call: Promise<unknown>): Promise<[string, string] | undefined> {
  return call.then(
    () => undefined,
    (thrown) => [thrown.code, thrown.message],
  );
}

async function endOf(run: string) {
  const last = (await factsOf(client, run)).at(-1)?.event;
  return last?.type === 'run.finished' ? last.status : undefined;
}

describe('a run that is debugged', () => {
  it('stops on entry, steps, tells where it stands, and ends as any other', async () => {
    const run = await start({ stopOnEntry: true });
    const entry = await pauseOf(run);
    expect(entry).toMatchObject({ place: { key: 'each', side: 'before' }, reason: 'entry' });
    expect((await client.runs.list({})).runs[0]?.status).toBe('waiting');
    await client.debug.resume({ run, seq: entry?.seq ?? 0, how: 'into' });
    const inside = await pauseOf(run, entry?.seq);
    await client.debug.resume({ run, seq: inside?.seq ?? 0, how: 'over' });
    const write = await pauseOf(run, inside?.seq);
    const view = await client.debug.state({ run });
    expect(view).toMatchObject({
      status: 'paused',
      seq: write?.seq,
      pause: { step: 'each/each[0]/write', node: 'write', side: 'before', reason: 'step', input: { in: 1 } },
      scopes: [
        { steps: [{ step: 'start' }, { step: 'each', status: 'running' }] },
        {
          container: { step: 'each', iteration: 0, count: 3 },
          steps: [{ step: 'each/each[0]/double', status: 'succeeded', out: { out: 1 } }],
        },
      ],
    });
    const page = await client.debug.items({ run, seq: view.seq, port: 'in' });
    expect(page).toMatchObject({ total: 1, items: [{ json: { id: 1, n: 2 } }] });
    await client.debug.resume({ run, seq: view.seq, how: 'continue' });
    expect(await endOf(run)).toBe('succeeded');
    expect(await written()).toBe('1\n2\n3\n');
    expect(await refusal(client.debug.state({ run }))).toEqual(['REFUSED', 'The run has ended.']);
  });

  it('evaluates expressions at the pause, before and after a step', async () => {
    const run = await start({
      breakpoints: [
        { id: 'a', at: 'before', node: 'write', condition: '$json.n > 2' },
        { id: 'b', at: 'after', node: 'write', iteration: 2 },
      ],
    });
    const pause = await pauseOf(run);
    expect(pause).toMatchObject({ place: { key: 'each/each[1]/write' }, breakpoint: 'a', item: 0 });
    const seq = pause?.seq ?? 0;
    const evaluate = (expression: string, at = seq) => client.debug.evaluate({ run, seq: at, expression });
    expect(await evaluate('$json.n + $iteration.index')).toEqual({ ok: true, value: 5 });
    expect(await evaluate("$('start').all().map((item) => item.json.id)")).toEqual({
      ok: true,
      value: [1, 2, 3],
    });
    expect(await evaluate("{{ $('double').item.json }}")).toEqual({ ok: true, value: { id: 2, n: 4 } });
    expect(await evaluate('$json.gone.field')).toMatchObject({ ok: false, message: expect.any(String) });
    expect(await evaluate('1 +')).toMatchObject({ ok: false, message: expect.any(String) });
    await client.debug.set({ run, breakpoints: [{ id: 'b', at: 'after', node: 'write', iteration: 2 }] });
    await client.debug.resume({ run, seq, how: 'continue' });
    const after = await pauseOf(run, seq);
    expect(after?.place).toEqual({ key: 'each/each[2]/write', side: 'after' });
    expect(await evaluate('$json.n', after?.seq)).toEqual({ ok: true, value: 6 });
    expect(await evaluate("$('write').all().length", after?.seq)).toEqual({ ok: true, value: 1 });
  });

  it('pauses when asked, also where nobody debugged it so far, and its waits go on being waits', async () => {
    const wait = { wait: { type: 'control.waitFor', params: { event: 'approval' } } };
    const waiting = flowText({ ...nodes(), ...wait }, [
      'start -> wait',
      'wait:approved -> each',
      ...edges.slice(1),
    ]);
    const { run } = await client.runs.start({ path, text: waiting });
    for await (const batch of await client.runs.events({ run })) {
      if (batch.some(({ event }) => event.type === 'step.waiting')) break;
    }
    await client.debug.pause({ run });
    expect((await client.debug.state({ run })).status).toBe('running');
    await client.runs.answer({ run, step: 'wait', answer: 'approved' });
    const pause = await pauseOf(run);
    expect(pause).toMatchObject({ place: { key: 'each' }, reason: 'asked' });
    expect(
      await client.debug.evaluate({ run, seq: pause?.seq ?? 0, expression: "$('start').first().json.id" }),
    ).toEqual({
      ok: true,
      value: 1,
    });
    expect(await refusal(client.debug.pause({ run }))).toEqual([
      'REFUSED',
      expect.stringContaining('already'),
    ]);
    await client.runs.cancel({ run });
    expect(await endOf(run)).toBe('cancelled');
    expect(await written()).toBe('');
  });

  it('keeps to its pause over a restart of the engine', async () => {
    const run = await start({ breakpoints: [{ id: 'a', at: 'before', node: 'write', hit: 2 }] });
    const pause = await pauseOf(run);
    expect(pause?.place.key).toBe('each/each[1]/write');
    app = await app.restart();
    client = app.client;
    expect(await written()).toBe('1\n');
    const view = await client.debug.state({ run });
    expect(view).toMatchObject({
      status: 'paused',
      pause: { seq: pause?.seq, step: 'each/each[1]/write' },
      breakpoints: [{ id: 'a', hits: 2 }],
    });
    await client.debug.resume({ run, seq: pause?.seq ?? 0, how: 'continue' });
    expect(await endOf(run)).toBe('succeeded');
    expect(await written()).toBe('1\n2\n3\n');
  });

  it('is one of several, each of which pauses by itself', async () => {
    const [one, two] = [await start({ stopOnEntry: true }), await start({ stopOnEntry: true })];
    const pause = await pauseOf(one);
    expect((await pauseOf(two))?.place.key).toBe('each');
    await client.debug.resume({ run: one, seq: pause?.seq ?? 0, how: 'continue' });
    expect(await endOf(one)).toBe('succeeded');
    expect((await client.debug.state({ run: two })).status).toBe('paused');
  });
});

describe('two people on one run', () => {
  it('see the same; whoever comes second is told so', async () => {
    const other = await app.connect();
    const run = await start({ stopOnEntry: true });
    const pause = await pauseOf(run);
    const seq = pause?.seq ?? 0;
    expect((await other.debug.state({ run })).pause?.seq).toBe(seq);
    await other.debug.resume({ run, seq, how: 'into' });
    const sentence = expect.stringContaining('gone on meanwhile');
    expect(await refusal(client.debug.resume({ run, seq, how: 'into' }))).toEqual(['REFUSED', sentence]);
    expect(await refusal(client.debug.edit({ run, seq, edit: { vars: {} } }))).toEqual(['REFUSED', sentence]);
    expect(await refusal(client.debug.evaluate({ run, seq, expression: '1' }))).toEqual([
      'REFUSED',
      sentence,
    ]);
    expect((await pauseOf(run, seq))?.place.key).toBe('each/each[0]/double');
  });
});

describe('what does not fit', () => {
  it('is refused with a sentence', async () => {
    const withBreakpoint = (breakpoint: object) =>
      refusal(start({ breakpoints: [{ id: 'a', at: 'before', ...breakpoint }] }));
    const invalid = (part: string) => ['INVALID_FLOW', expect.stringContaining(part)];
    expect(await withBreakpoint({ node: 'gone' })).toEqual(invalid('"gone"'));
    expect(await withBreakpoint({})).toEqual(invalid('needs a node'));
    expect(await withBreakpoint({ node: 'write', at: 'iteration' })).toEqual(invalid('no container'));
    expect(await withBreakpoint({ node: 'write', condition: '1 +' })).toEqual(invalid('cannot be read'));
    const run = await start({ stopOnEntry: true });
    const seq = (await pauseOf(run))?.seq ?? 0;
    const refused = (part: string) => ['REFUSED', expect.stringContaining(part)];
    expect(await refusal(client.debug.resume({ run, seq, how: 'to', to: 'gone' }))).toEqual(
      refused('"gone"'),
    );
    expect(await refusal(client.debug.edit({ run, seq, edit: { input: { side: [] } } }))).toEqual(
      refused('no input "side"'),
    );
    const file = { id: 'f'.repeat(64), name: 'secret.txt', mime: 'text/plain', size: 1 };
    const stolen = { in: [{ json: {}, binary: { file } }] };
    expect(await refusal(client.debug.edit({ run, seq, edit: { input: stolen } }))).toEqual(
      refused('secret.txt'),
    );
    expect(
      await refusal(client.debug.edit({ run, seq, edit: { node: 'write', params: { path: 7 } } })),
    ).toEqual(refused('write'));
    expect(await refusal(client.debug.state({ run: 'run_none' }))).toEqual(['NOT_FOUND', expect.anything()]);
    expect(await refusal(client.debug.fork({ run, step: 'gone' }))).toEqual(refused('"gone"'));
    await client.debug.resume({ run, seq, how: 'continue' });
    expect(await endOf(run)).toBe('succeeded');
  });
});

describe('changes', () => {
  it('to items, variables and parameters are in the run’s history and in what follows', async () => {
    const run = await start({ breakpoints: [{ id: 'a', at: 'before', node: 'write', iteration: 1 }] });
    const seq = (await pauseOf(run))?.seq ?? 0;
    await client.debug.edit({ run, seq, edit: { input: { in: [{ json: { id: 'two' } }] } } });
    const params = { path: 'out.txt', mode: 'append', content: '{{ $json.id }}, {{ $vars.word }}\n' };
    await client.debug.edit({ run, seq, edit: { node: 'write', params } });
    await client.debug.edit({ run, seq, edit: { vars: { word: 'new' } } });
    expect((await client.debug.items({ run, seq, port: 'in' })).items).toEqual([{ json: { id: 'two' } }]);
    await client.debug.resume({ run, seq, how: 'continue' });
    expect(await endOf(run)).toBe('succeeded');
    expect(await written()).toBe('1\ntwo, new\n3, new\n');
    const edits = (await factsOf(client, run)).filter(({ event }) => event.type === 'debug.edited');
    expect(edits).toHaveLength(3);
    const took = await client.runs.items({ run, step: 'each/each[1]/write', side: 'in', port: 'in' });
    expect(took.items).toEqual([{ json: { id: 'two' } }]);
    // A retry takes over what was done with the change, and its variables.
    const retried = await client.runs.retry({ run, step: 'last' });
    expect(await endOf(retried.run)).toBe('succeeded');
    const all = await client.runs.items({ run: retried.run, step: 'last', side: 'in', port: 'in' });
    expect(all.total).toBe(3);
  });
});

describe('a fork', () => {
  it('starts from a step in an iteration with other data, and repeats nothing before it', async () => {
    const { run } = await client.runs.start({ path, text });
    expect(await endOf(run)).toBe('succeeded');
    const step = 'each/each[1]/write';
    const fork = await client.debug.fork({ run, step, input: { in: [{ json: { id: 'other' } }] } });
    const pause = await pauseOf(fork.run);
    expect(pause?.place).toEqual({ key: step, side: 'before' });
    const seq = pause?.seq ?? 0;
    expect(
      await client.debug.evaluate({ run: fork.run, seq, expression: "$('double').first().json.n" }),
    ).toEqual({
      ok: true,
      value: 4,
    });
    await client.debug.resume({ run: fork.run, seq, how: 'continue' });
    expect(await endOf(fork.run)).toBe('succeeded');
    expect(await written()).toBe('1\n2\n3\nother\n');
  });

  it('of a paused run takes its results over, also with a newer version of the flow', async () => {
    await app.close();
    app = await startApp({ trust: true });
    client = app.client;
    await app.write(path, text);
    const run = await start({ breakpoints: [{ id: 'a', at: 'before', node: 'write', iteration: 2 }] });
    await pauseOf(run);
    await app.write(path, flowText(nodes('new {{ $json.id }}{{ $vars.end }}\n'), edges));
    const vars = { end: '!' };
    const same = await client.debug.fork({ run, step: 'each/each[2]/write', vars });
    const current = await client.debug.fork({ run, step: 'last', version: 'current', vars });
    await client.runs.cancel({ run });
    for (const fork of [same, current]) {
      const pause = await pauseOf(fork.run);
      expect(pause?.place.key).toBe('each/each[2]/write');
      await client.debug.resume({ run: fork.run, seq: pause?.seq ?? 0, how: 'continue' });
      expect(await endOf(fork.run)).toBe('succeeded');
    }
    expect(await written()).toBe('1\n2\n3\nnew 3!\n');
  });
});
