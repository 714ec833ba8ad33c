import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  apply,
  type Breakpoint,
  type DebugState,
  memoryLists,
  newRunState,
  type RunEvent,
  type StepHow,
} from '#contract/run';
import { type Choose, stepThrough } from './debug-run.ts';
import { compile, type FlowText, type Ran, resumeFlow, runFlow, startFlow } from './harness.ts';
import { randomFlow } from './random-flow.ts';
import { World } from './test-nodes.ts';

/** What counts of a run, whatever way it took. */
function resultOf({ status, error, outputs }: Ran): object {
  return { status, error: error && [error.code, error.message, error.step, error.item], outputs };
}

/** Breakpoints to be: they pick among the flow's nodes. */
const plans = fc.array(
  fc.record({
    at: fc.constantFrom('before', 'after', 'error', 'iteration') as fc.Arbitrary<Breakpoint['at']>,
    node: fc.nat(30),
    condition: fc.option(
      fc.constantFrom('$json.n > 1', '[$json.n].map((n) => n % 2)[0] === 1', '$json.gone.field'),
      { nil: undefined },
    ),
    watch: fc.option(fc.constantFrom('$json.n'), { nil: undefined }),
    hit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  }),
  { maxLength: 4 },
);
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

function breakpointsIn(flow: FlowText, plan: Plan): Breakpoint[] {
  const nodes = Object.keys(flow.nodes);
  return plan.map(({ at, node, condition, watch, hit }, nr) => ({
    id: String(nr),
    at,
    ...(at === 'error' ? {} : { node: nodes[node % nodes.length] ?? '' }),
    ...(condition === undefined ? {} : { condition }),
    ...(watch === undefined ? {} : { watch }),
    ...(hit === undefined ? {} : { hit }),
  }));
}

const ways = fc.array(fc.constantFrom<StepHow>('into', 'into', 'over', 'over', 'out', 'continue'), {
  minLength: 1,
  maxLength: 12,
});

/** Goes on in these ways, over and over. */
function inWays(list: readonly StepHow[]): Choose {
  let at = 0;
  return () => ({ how: list[at++ % list.length] ?? 'continue' });
}

test('a run that is stepped through gives what it gives without, and acts as often', async () => {
  await fc.assert(
    fc.asyncProperty(randomFlow, plans, ways, async ({ flow, input }, plan, how) => {
      const whole = await runFlow(flow, { input });
      const debug = { breakpoints: breakpointsIn(flow, plan), stop: 'entry' as const };
      const world = new World();
      const { ran, pauses } = await stepThrough(startFlow(flow, { input, debug, world }), inWays(how));
      expect(resultOf(ran)).toEqual(resultOf(whole));
      // Where a loop stops at a failure, what of it had begun by then is a matter of time.
      expect(new Set(world.acts).size).toBe(world.acts.length);
      expect(pauses.length).toBeGreaterThan(whole.order.length > 1 ? 0 : -1);
    }),
    { numRuns: 100, interruptAfterTimeLimit: 8000 },
  );
}, 40_000);

test('killed after any fact, also while it is paused, it goes on as if nothing had been', async () => {
  await fc.assert(
    fc.asyncProperty(randomFlow, plans, ways, async ({ flow, input }, plan, how) => {
      const whole = await runFlow(flow, { input });
      const debug = { breakpoints: breakpointsIn(flow, plan), stop: 'entry' as const };
      const { ran } = await stepThrough(startFlow(flow, { input, debug }), inWays(how));
      const first = ran.events.findIndex(({ type }) => type === 'step.succeeded') + 1;
      const stride = Math.ceil((ran.events.length - first) / 15);
      for (let known = first; known < ran.events.length; known += stride) {
        const kept = ran.events.slice(0, known);
        const world = new World();
        const resumed = await stepThrough(await resumeFlow(flow, kept, { world }), inWays(how));
        expect(resultOf(resumed.ran), `after ${known} facts`).toEqual(resultOf(whole));
        const over = new Set(kept.flatMap((fact) => (fact.type === 'step.succeeded' ? [fact.step] : [])));
        expect(world.acts.filter((act) => over.has(act.slice(0, act.indexOf('#'))))).toEqual([]);
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 10_000 },
  );
}, 40_000);

test('folding the facts gives what the live run knows about its debugging', async () => {
  await fc.assert(
    fc.asyncProperty(randomFlow, plans, ways, async ({ flow, input }, plan, how) => {
      const compiled = compile(flow);
      const debug = { breakpoints: breakpointsIn(flow, plan), stop: 'entry' as const };
      const run = startFlow(compiled, { input, debug });
      const live: object[] = [];
      run.driver.subscribe((event: RunEvent, _step, state) => {
        if (event.type.startsWith('debug.')) live.push(pictureOf(state.debug));
      });
      const { ran } = await stepThrough(run, inWays(how));
      const { graph, retain } = compiled;
      const state = newRunState({ graph, retain, lists: memoryLists, parallelBranches: false });
      const folded: object[] = [];
      for (const event of ran.events) {
        apply(state, JSON.parse(JSON.stringify(event)));
        if (event.type.startsWith('debug.')) folded.push(pictureOf(state.debug));
      }
      expect(folded).toEqual(live);
    }),
    { numRuns: 60, interruptAfterTimeLimit: 5000 },
  );
}, 30_000);

function pictureOf(debug: DebugState | undefined): object {
  const { breakpoints, hits, watched, paused, passed, due, mode, pausedFor } = debug as DebugState;
  return {
    breakpoints,
    hits: [...hits],
    watched: [...watched],
    paused,
    passed: [...passed],
    due: due.map(({ step, breakpoints: of }) => [step.key, of.map(({ id }) => id)]),
    mode: mode?.how === 'within' ? [...mode.scopes.values()] : mode,
    pausedFor,
  };
}
