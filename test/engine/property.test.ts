import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply, memoryLists, newRunState, type RunEvent, type RunState, type Scope } from '#contract/run';
import { compile, type Ran, resumeFlow, runFlow } from './harness.ts';
import { randomFlow } from './random-flow.ts';
import { World } from './test-nodes.ts';

/** What counts of a run, whatever way it took. */
function resultOf({ status, error, outputs }: Ran): object {
  return { status, error: error && [error.code, error.message, error.step, error.item], outputs };
}

/** Effects that the facts know to be over, as `step#item` or `step` where all of its are. */
function finishedEffects(facts: readonly RunEvent[]): { items: Set<string>; steps: Set<string> } {
  const items = new Set<string>();
  const steps = new Set<string>();
  for (const fact of facts) {
    if (fact.type === 'step.checkpoint') items.add(`${fact.step}#${fact.from}`);
    if (fact.type === 'step.succeeded' || fact.type === 'step.failed') steps.add(fact.step);
  }
  return { items, steps };
}

test('killed anywhere and resumed, again and again: the same result, and no finished effect is repeated', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomFlow,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 5 }),
      async ({ flow, input }, cuts) => {
        const whole = await runFlow(flow, { input });
        expect(whole.status).not.toBe('waiting');
        let facts: readonly RunEvent[] = whole.events;
        for (const cut of cuts) {
          const known = facts.findIndex((fact) => fact.type === 'step.succeeded') + 1;
          const kept = facts.slice(0, known + Math.floor(cut * (facts.length - known)));
          const world = new World();
          const run = await resumeFlow(flow, kept, { world });
          const resumed = await run.settled();
          expect(resultOf(resumed)).toEqual(resultOf(whole));
          const finished = finishedEffects(kept);
          expect(world.acts.filter((act) => finished.items.has(act))).toEqual([]);
          expect(world.acts.filter((act) => finished.steps.has(act.slice(0, act.indexOf('#'))))).toEqual([]);
          expect(new Set(world.acts).size).toBe(world.acts.length);
          facts = [...run.driver.services.journal.read('run_1')];
        }
      },
    ),
    { numRuns: 150, interruptAfterTimeLimit: 8000 },
  );
}, 30_000);

test('folding the journal gives the state of the live run, at every fact', async () => {
  await fc.assert(
    fc.asyncProperty(randomFlow, async ({ flow, input }) => {
      const compiled = compile(flow);
      const { events, state } = await runFlow(compiled, { input });
      const folded = newRunState({
        graph: compiled.graph,
        lists: memoryLists,
        retain: compiled.retain,
        parallelBranches: false,
      });
      // As it is journalled: nothing but JSON.
      for (const event of events) apply(folded, JSON.parse(JSON.stringify(event)));
      expect(picture(folded)).toEqual(picture(state));
    }),
    { numRuns: 100, interruptAfterTimeLimit: 5000 },
  );
}, 30_000);

/** A state in plain data. */
function picture(state: RunState): object {
  const { status, error, seq, response, totals } = state;
  return { status, error, seq, response, totals: [...totals], root: pictureOf(state.root) };
}

function pictureOf(scope: Scope): object {
  return {
    ...scope,
    graph: undefined,
    owner: scope.owner?.key,
    queued: undefined, // what the driver has taken off the agenda
    input: undefined,
    steps: scope.steps.map(
      (step) =>
        step && {
          ...step,
          node: step.node.id,
          scope: undefined,
          queued: undefined,
          input: step.input?.toArray(),
          outputs: [...step.outputs].map(([port, { length, from, list }]) => [
            port,
            length,
            from,
            list?.toArray(),
          ]),
          loop: step.loop && [step.loop.count, step.loop.ended, step.loop.failed, step.loop.collected],
        },
    ),
  };
}
