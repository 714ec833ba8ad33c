import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { StepError, UserError } from '#contract/error';
import { type ArmContext, type Catalogue, defineNode, type Started } from '#contract/node';
import { Engine } from '#engine/host';
import { catalogue as builtIn, toCatalogue } from '#nodes';
import { TestClock } from '#test/clock';
import { TriggerHost } from './trigger-host.ts';

type Context = ArmContext<Record<string, unknown>>;

/** A trigger that the test speaks for. */
const source = {
  /** Contexts of those that are armed. */
  armed: new Set<Context>(),
  /** Thrown instead of arming. */
  refuses: undefined as Error | undefined,
  failing: (_: Error): void => undefined,
};
const listen = defineNode({
  type: 'test.listen',
  version: 1,
  title: 'Listen',
  summary: 'Starts runs when the test says so.',
  group: 'trigger',
  icon: 'zap',
  params: z.object({}),
  replay: 'pure',
  effects: 'none',
  examples: [],
  sample: () => [{ json: {} }],
  arm: (ctx: Context) => {
    if (source.refuses) throw source.refuses;
    source.armed.add(ctx);
    return () =>
      new Promise<void>((resolve, reject) => {
        const end = (): void => {
          source.armed.delete(ctx);
          resolve();
        };
        if (ctx.signal.aborted) end();
        ctx.signal.addEventListener('abort', end);
        source.failing = (error) => {
          source.armed.delete(ctx);
          reject(error);
        };
      });
  },
});
const catalogue: Catalogue = toCatalogue([...builtIn.values(), listen]);

let folder: string;
let engine: Engine;
let host: TriggerHost;
let clock: TestClock;

async function open(): Promise<void> {
  engine = await Engine.open({ catalogue, dataDir: join(folder, 'data') });
  host = new TriggerHost(engine, { clock });
  await host.takeUp(
    await engine.resumeAll(),
    () => true,
    async () => undefined,
  );
}

async function close(): Promise<void> {
  await host.close();
  await engine.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-triggers-'));
  clock = new TestClock(Date.parse('2026-01-01T00:00:00Z'));
  source.armed.clear();
  source.refuses = undefined;
  await open();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const path = (): string => join(folder, 'main.flow.json');
const textOf = (nodes: object, edges: string[] = []): string =>
  JSON.stringify({ flowbench: 1, id: 'f', name: 'F', nodes, edges });
const stop = { type: 'control.stop', params: { message: 'No.' } };
/** Shorter than what counts as waiting long, longer than any test. */
const nap = { type: 'control.delay', params: { for: '50s' } };
const approval = { type: 'control.waitFor', params: { event: 'approval' } };
const activate = (text: string) => host.activate({ path: path(), text, trust: false });

function armed(): Context {
  const [ctx] = source.armed;
  if (!ctx) throw new Error('nothing is armed');
  return ctx;
}

function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      stopListening();
      resolve();
    };
    const stopListening = host.subscribe(look);
    look();
  });
}

describe('activating and deactivating', () => {
  const text = textOf({ in: { type: 'test.listen' } });

  test('arms the triggers, pins the content, and is idempotent', async () => {
    expect(await activate(text)).toMatchObject({ state: 'active', triggers: [{ node: 'in' }] });
    await Promise.all([activate(text), activate(text)]);
    expect(source.armed.size).toBe(1);
    await armed().start([{ json: { n: 1 } }], { key: 'a' });
    const [run] = engine.journal.runs();
    expect(engine.journal.flow(run?.flow.hash ?? '')).toBe(text);
    expect(run).toMatchObject({ path: path(), trigger: 'in' });

    expect(await host.deactivate(path())).toMatchObject({ state: 'inactive', triggers: [] });
    expect(await host.deactivate(path())).toMatchObject({ state: 'inactive' });
    expect(source.armed.size).toBe(0);
  });

  test('other content takes the place of what was active', async () => {
    await activate(text);
    const first = armed();
    await activate(textOf({ in: { type: 'test.listen' }, other: { type: 'test.listen' } }));
    expect(first.signal.aborted).toBe(true);
    expect(source.armed.size).toBe(2);
  });

  test('content that cannot be activated leaves what is active alone', async () => {
    await activate(text);
    const hook = { type: 'trigger.webhook', name: 'Orders', params: { maxSize: '{{ 1 + 1 }}' } };
    await expect(activate(textOf({ hook }))).rejects.toThrow(
      'a parameter of its trigger "Orders" is an expression',
    );
    await expect(activate(textOf({ start: { type: 'trigger.manual' } }))).rejects.toThrow('nothing in "F"');
    expect(host.status(path())?.state).toBe('active');
    expect(armed().signal.aborted).toBe(false);
  });

  test('one trigger that cannot be armed, and none is', async () => {
    const schedule = { type: 'trigger.schedule', params: { every: '1h' } };
    source.refuses = new StepError('Nobody answers.', { hint: 'Start the server.' });
    await expect(activate(textOf({ schedule, in: { type: 'test.listen' } }))).rejects.toThrow(
      'Nobody answers',
    );
    expect(host.status(path())).toMatchObject({
      state: 'failed',
      triggers: [],
      error: { message: 'Nobody answers.', hint: 'Start the server.' },
    });
    clock.moveBy(24 * 3_600_000);
    await engine.journal.flush();
    expect(engine.journal.runs()).toEqual([]);
  });

  test('survives a restart, and so does being inactive', async () => {
    await activate(text);
    await close();
    await open();
    expect(host.status(path())?.state).toBe('active');
    expect(armed().resumed).toBe(true);
    await host.deactivate(path());
    await close();
    source.armed.clear();
    await open();
    expect(source.armed.size).toBe(0);
  });

  test('what may not go on after a restart says why, and is tried again at the next', async () => {
    await activate(text);
    await close();
    source.armed.clear();
    engine = await Engine.open({ catalogue, dataDir: join(folder, 'data') });
    host = new TriggerHost(engine, { clock });
    const gone = new UserError('The file is gone.');
    await host.takeUp(
      [],
      () => true,
      () => Promise.reject(gone),
    );
    expect(host.status(path())).toMatchObject({ state: 'failed', error: { message: 'The file is gone.' } });
    expect(source.armed.size).toBe(0);
    await close();
    await open();
    expect(host.status(path())).toMatchObject({ state: 'active', error: undefined });
    expect(source.armed.size).toBe(1);
  });

  test('a flow whose file is moved stays active', async () => {
    await activate(text);
    await armed().start([{ json: {} }], { key: 'a', cursor: 7 });
    await host.moved(path(), join(folder, 'new.flow.json'));
    expect(armed().flow.path).toBe(join(folder, 'new.flow.json'));
    expect(armed().cursor()).toBe(7);
    expect(await armed().start([{ json: {} }], { key: 'a' })).toMatchObject({ isNew: false });
  });
});

describe('runs on activation and deactivation', () => {
  const on = { type: 'trigger.activate' };
  const off = { type: 'trigger.deactivate' };

  test('run once each, in time', async () => {
    const text = textOf({ on, off, in: { type: 'test.listen' } });
    await activate(text);
    await activate(text);
    expect(engine.journal.runs()).toMatchObject([{ trigger: 'on', status: 'succeeded' }]);
    await host.deactivate(path());
    expect(engine.journal.runs().map(({ trigger }) => trigger)).toEqual(['off', 'on']);
    await activate(text);
    expect(engine.journal.runs()).toHaveLength(3);
  });

  test('a failing one on activation leaves nothing armed', async () => {
    await expect(activate(textOf({ on, stop, in: { type: 'test.listen' } }, ['on -> stop']))).rejects.toThrow(
      'No.',
    );
    expect(host.status(path())).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('No.') },
    });
    expect(source.armed.size).toBe(0);
  });

  test('one that waits for somebody has failed', async () => {
    await close();
    engine = await Engine.open({ catalogue, dataDir: join(folder, 'data'), patience: 0 });
    host = new TriggerHost(engine, { clock });
    await expect(activate(textOf({ on, approval }, ['on -> approval']))).rejects.toThrow(
      'waits for something',
    );
    expect(engine.journal.runs()).toMatchObject([{ status: 'cancelled' }]);
  });

  test('one under way when the engine stops goes on when it starts again', async () => {
    const opening = activate(textOf({ on, nap, in: { type: 'test.listen' } }, ['on -> nap']));
    await vi.waitFor(() => expect(engine.journal.runs()).toHaveLength(1));
    await close();
    await expect(opening).rejects.toThrow('the engine stops');
    source.armed.clear();
    await open();
    expect(host.status(path())?.state).toBe('activating');
    const [run] = engine.journal.runs();
    await vi.waitFor(() => expect(source.armed.size).toBe(1));
    engine.run(run?.id ?? '')?.cancel();
    await until(() => host.status(path())?.state === 'failed');
    expect(source.armed.size).toBe(0);
    expect(engine.journal.runs()).toHaveLength(1);
  });

  test('a failing one on deactivation is told, and the flow is inactive', async () => {
    await activate(textOf({ off, stop, in: { type: 'test.listen' } }, ['off -> stop']));
    const status = await host.deactivate(path());
    expect(status).toMatchObject({ state: 'inactive', error: { message: expect.stringContaining('No.') } });
    expect(source.armed.size).toBe(0);
  });
});

describe('starts', () => {
  test('one key, one run: at once, again, and after a restart', async () => {
    await activate(textOf({ in: { type: 'test.listen' } }));
    const start = () => armed().start([{ json: { n: 1 } }], { key: 'a', cursor: { at: 1 } });
    const [first, second] = await Promise.all([start(), start()]);
    expect(first).toMatchObject({ isNew: true });
    expect(second).toEqual({ run: first?.run, isNew: false });
    expect(await armed().ended(first?.run ?? '')).toMatchObject({ status: 'succeeded' });
    await close();
    await open();
    expect(armed().cursor()).toEqual({ at: 1 });
    expect(await start()).toEqual({ run: first?.run, isNew: false });
    expect(await armed().ended(first?.run ?? '')).toMatchObject({ status: 'succeeded' });
    expect(await armed().ended('run_of_nothing')).toEqual({ status: 'gone' });
    expect(engine.journal.runs()).toHaveLength(1);
  });

  test('a bounded number runs at once; the rest waits on disk, in order', async () => {
    await activate(textOf({ in: { type: 'test.listen' }, nap }, ['in -> nap']));
    const started: Started[] = [];
    for (let n = 0; n < 10; n++) started.push(await armed().start([{ json: { n } }], { key: String(n) }));
    expect(host.status(path())).toMatchObject({ running: 4, waiting: 6 });
    await close();
    await open();
    expect(host.status(path())).toMatchObject({ running: 4, waiting: 6 });
    const ends = started.map(({ run }) => armed().ended(run));
    for (const { run } of started) {
      await until(() => engine.run(run) !== undefined);
      engine.run(run)?.cancel();
    }
    expect(new Set((await Promise.all(ends)).map(({ status }) => status))).toEqual(new Set(['cancelled']));
    const order = engine.journal.runs().reverse();
    expect(order.map(({ id }) => id)).toEqual(started.map(({ run }) => run));
  });

  test('when too many wait, the trigger does, until there is room or it is disarmed', async () => {
    await activate(textOf({ in: { type: 'test.listen' }, nap }, ['in -> nap']));
    const ctx = armed();
    const fill = Array.from({ length: 1004 }, (_, n) => ctx.start([{ json: {} }], { key: String(n) }));
    await Promise.all(fill);
    expect(host.status(path())).toMatchObject({ running: 4, waiting: 1000 });
    const results: string[] = [];
    const more = ctx.start([{ json: {} }], { key: 'more' }).then(() => results.push('more'));
    const last = ctx.start([{ json: {} }], { key: 'last' }).catch(() => results.push('ended'));
    const [, , , oldest] = engine.journal.runs();
    engine.run(oldest?.id ?? '')?.cancel();
    await more;
    await host.deactivate(path());
    await last;
    expect(results).toEqual(['more', 'ended']);
    expect(host.status(path())).toMatchObject({ waiting: 1000 });
  });

  test('starts of a flow that has been deactivated wait for it to be active again', async () => {
    const text = textOf({ in: { type: 'test.listen' }, nap }, ['in -> nap']);
    await activate(text);
    for (let n = 0; n < 6; n++) await armed().start([{ json: {} }], { key: String(n) });
    await host.deactivate(path());
    for (const { id } of engine.journal.runs()) engine.run(id)?.cancel();
    await until(() => host.status(path())?.running === 0);
    expect(host.status(path())).toMatchObject({ waiting: 2 });
    await activate(text);
    expect(host.status(path())).toMatchObject({ waiting: 0, running: 2 });
  });
});

test('a trigger that fails shows it, and is armed again after a while', async () => {
  await activate(textOf({ in: { type: 'test.listen' } }));
  const status = () => host.status(path())?.triggers[0];
  source.failing(new StepError('The line is dead.', { hint: 'Wait.' }));
  await until(() => status()?.condition.state === 'error');
  expect(status()).toMatchObject({
    condition: { message: 'The line is dead.', hint: 'Wait.' },
    lastError: { at: clock.now(), message: 'The line is dead.' },
  });
  expect(source.armed.size).toBe(0);
  clock.moveBy(1000);
  await until(() => status()?.condition.state === 'listening');
  expect(armed().resumed).toBe(true);
  expect(status()?.lastError).toMatchObject({ message: 'The line is dead.' });
});
