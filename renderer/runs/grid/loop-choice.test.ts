import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LoopTrack, noCounts, OUTCOME } from '../model/index.ts';
import { nextFailure, pairWith } from './loop-choice.ts';

/** A loop of one node inside, by how its iterations went. */
function loopOf(owner: string, outcomes: readonly number[]): LoopTrack {
  const loop = new LoopTrack({ owner, node: 'each', inside: ['post'], around: undefined }, noCounts());
  for (const [index, outcome] of outcomes.entries()) {
    loop.begin(index, 1);
    loop.close(index, 2, outcome);
  }
  return loop;
}

test('going on from failure to failure meets each once, in order, and comes back', () => {
  const outcome = fc.constantFrom(OUTCOME.done, OUTCOME.failed, OUTCOME.handled, OUTCOME.retried);
  fc.assert(
    fc.property(
      fc.array(fc.array(outcome, { maxLength: 8 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom<1 | -1>(1, -1),
      (all, step) => {
        const loops = all.map((outcomes, nr) => loopOf(`each-${nr}`, outcomes));
        const bad = all.flatMap((outcomes, nr) =>
          outcomes.flatMap((one, index) =>
            one === OUTCOME.failed || one === OUTCOME.handled ? [`${nr}.${index}`] : [],
          ),
        );
        const [first] = loops;
        let at = first && nextFailure(loops, { loop: first, index: step > 0 ? undefined : 0 }, step);
        const met: string[] = [];
        while (at && met.length < bad.length) {
          met.push(`${loops.indexOf(at.loop)}.${at.index}`);
          at = nextFailure(loops, at, step);
        }
        expect([...met].sort()).toEqual([...bad].sort());
        if (bad.length > 0) expect(at && `${loops.indexOf(at.loop)}.${at.index}`).toBe(met[0]);
        if (step > 0) expect(met).toEqual(bad);
      },
    ),
  );
});

test('a failure is set beside the nearest iteration that was done, unless one was chosen', () => {
  const loop = loopOf('each', [
    OUTCOME.done,
    OUTCOME.failed,
    OUTCOME.failed,
    OUTCOME.failed,
    OUTCOME.retried,
  ]);
  expect(pairWith(loop, 3)).toEqual({ owner: 'each', a: 4, b: 3, fixed: false });
  expect(pairWith(loop, 1, { owner: 'each', a: 4, b: 3, fixed: false }).a).toBe(0);
  expect(pairWith(loop, 1, { owner: 'each', a: 4, b: 3, fixed: true }).a).toBe(4);
});
