export type { ErrorGroup } from './error-groups.ts';
export { LoopTrack, noCounts, STEP, type StepInIteration } from './loop-track.ts';
export type { NodeTrack } from './node-track.ts';
export type { OpenStep } from './open-step.ts';
export { isFailure, OUTCOME, type OutcomeName, outcomeName } from './outcome.ts';
export { RunModel } from './run-model.ts';
export {
  FAILED_ATTEMPT,
  RETRY_DELAY,
  type Segment,
  WAIT,
  WORK,
} from './segments.ts';
export { indicesOf, keyInside } from './step-key.ts';
