import { z } from 'zod';
import { StepError } from '#contract/error';
import { defineNode, type Item, type NodeDefinition } from '#contract/node';

const common = { version: 1, group: 'data', icon: 'flask', effects: 'none', examples: [] } as const;

/** What the test nodes of one world did, and what they wait for. */
export class World {
  /** One entry per effect, in the order in which they happened: `step: id`. */
  readonly effects: string[] = [];
  /** The same as `step#item index`. */
  readonly acts: string[] = [];
  /** Those of them that fail, whatever the item. */
  readonly refused = new Set<string>();
  /** Steps that were told to stop while they waited for a gate. */
  readonly aborted: string[] = [];
  readonly #gates = new Map<
    string,
    { reached: PromiseWithResolvers<void>; open: PromiseWithResolvers<void> }
  >();
  readonly #attempts = new Map<string, number>();

  gate(name: string): { reached: Promise<void>; open(): void } {
    const gate = this.#gateOf(name);
    return { reached: gate.reached.promise, open: () => gate.open.resolve() };
  }

  async pass(name: string): Promise<void> {
    const gate = this.#gateOf(name);
    gate.reached.resolve();
    await gate.open.promise;
  }

  /** How often something was tried, this time included. */
  attempt(key: string): number {
    const count = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, count);
    return count;
  }

  #gateOf(name: string) {
    let gate = this.#gates.get(name);
    if (!gate) {
      gate = { reached: Promise.withResolvers(), open: Promise.withResolvers() };
      this.#gates.set(name, gate);
    }
    return gate;
  }
}

/** Node types that tests need beside the real ones; they act on `world`. */
export function testNodes(world: World): NodeDefinition[] {
  const note = (step: string, item: Item): void => {
    world.effects.push(`${step}: ${JSON.stringify(item.json.id ?? null)}`);
  };
  return [
    /** An effect that must not be repeated; fails for items with `fail: true`. */
    defineNode({
      ...common,
      type: 'test.effect',
      title: 'Effect',
      summary: 'Acts once.',
      params: z.object({}),
      replay: 'once',
      async run(item, { stepKey, itemIndex }) {
        note(stepKey, item);
        const act = `${stepKey}#${itemIndex}`;
        world.acts.push(act);
        // Of several at once, those that begin later may well end sooner.
        for (let turns = Number(item.json.turns ?? 0); turns > 0; turns--) await new Promise(setImmediate);
        if (item.json.fail || world.refused.has(act)) {
          throw new StepError('refused', { code: 'REFUSED', retryable: false });
        }
        return { json: { ...item.json, done: true } };
      },
    }),
    /** The same for the whole list. */
    defineNode({
      ...common,
      type: 'test.listEffect',
      title: 'List effect',
      summary: 'Acts once on all.',
      params: z.object({}),
      replay: 'once',
      async runAll(items, { stepKey }) {
        world.effects.push(`${stepKey}: ${items.length}`);
        return items.map((item) => ({ json: { ...item.json, done: true } }));
      },
    }),
    /** Fails the first `failures` times for each item. */
    defineNode({
      ...common,
      type: 'test.flaky',
      title: 'Flaky',
      summary: 'Fails a few times.',
      params: z.object({
        failures: z.unknown(),
        code: z.string().default('DOWN'),
        retryAfter: z.number().optional(),
        retryable: z.boolean().default(true),
      }),
      replay: 'idempotent',
      run(item, { params, idempotencyKey }) {
        const { code, retryAfter, retryable } = params;
        const attempt = world.attempt(idempotencyKey);
        if (attempt <= Number(params.failures)) {
          throw new StepError(`down (${attempt})`, {
            code,
            retryable,
            ...(retryAfter === undefined ? {} : { retryAfter }),
          });
        }
        return item;
      },
    }),
    /** Waits until the test opens the gate, whether or not it is told to stop before. */
    defineNode({
      ...common,
      type: 'test.gate',
      title: 'Gate',
      summary: 'Waits.',
      params: z.object({ gate: z.unknown(), deaf: z.boolean().default(false) }),
      replay: 'idempotent',
      async run(item, { params, signal, stepKey }) {
        signal.addEventListener('abort', () => world.aborted.push(stepKey), { once: true });
        const opened = world.pass(String(params.gate));
        if (params.deaf) await opened;
        else {
          const stopped = Promise.withResolvers<never>();
          signal.addEventListener('abort', () => stopped.reject(signal.reason), { once: true });
          await Promise.race([opened, stopped.promise]);
        }
        note(stepKey, item);
        return item;
      },
    }),
    /** Pure, but not at once. */
    defineNode({
      ...common,
      type: 'test.later',
      title: 'Later',
      summary: 'Passes items on, later.',
      params: z.object({}),
      replay: 'pure',
      run(item) {
        return Promise.resolve().then(() => {
          if (item.json.fail) throw new StepError('refused', { code: 'REFUSED', retryable: false });
          return { json: { ...item.json, later: true } };
        });
      },
    }),
    /** Pure: gives `count` items for each one. */
    defineNode({
      ...common,
      type: 'test.many',
      title: 'Many',
      summary: 'Gives many items.',
      params: z.object({ count: z.number(), replay: z.enum(['pure', 'once']).default('pure') }),
      replay: ({ replay }) => replay,
      async *run(item, { params }) {
        for (let n = 0; n < params.count; n++) yield { json: { of: item.json.id, n } };
      },
    }),
    /** Fails as a whole where an item says so. */
    defineNode({
      ...common,
      type: 'test.list',
      title: 'List',
      summary: 'Passes the list on.',
      params: z.object({}),
      replay: 'pure',
      runAll(items) {
        if (items.some((item) => item.json.fail)) {
          throw new StepError('refused', { code: 'REFUSED', retryable: false });
        }
        return items;
      },
    }),
    /** Streams; fails once `failAfter` items have gone through, for the first `failures` attempts. */
    defineNode({
      ...common,
      type: 'test.stream',
      title: 'Stream',
      summary: 'Passes items on in a stream.',
      params: z.object({ failAfter: z.number().optional(), failures: z.number().default(1) }),
      replay: 'pure',
      async *runStream(chunks, { params, stepKey }) {
        const fails = params.failAfter !== undefined && world.attempt(stepKey) <= params.failures;
        let count = 0;
        for await (const chunk of chunks) {
          yield chunk;
          count += chunk.length;
          if (fails && count >= (params.failAfter ?? 0)) throw new StepError('broke off', { code: 'BROKE' });
        }
      },
    }),
    /** Logs, remembers and rolls dice. */
    defineNode({
      ...common,
      type: 'test.context',
      title: 'Context',
      summary: 'Uses what a node may reach.',
      params: z.object({}),
      replay: 'pure',
      runAll(items, ctx) {
        const keys = items.map((item) => String(item.json.id));
        const seen = ctx.history.seen(keys);
        ctx.history.remember(keys);
        ctx.log('info', 'looked', { count: items.length });
        return { json: { seen: [...seen], random: ctx.random(), now: ctx.now } };
      },
    }),
  ];
}
