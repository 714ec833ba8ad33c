export { readCalledFlow } from './called-flow.ts';
export { chooseTrigger, sampleInput } from './choose-trigger.ts';
export { Engine, type EngineOptions, type StartOptions } from './engine.ts';
export { followRun, type NumberedFact } from './follow-run.ts';
export { listRuns, readRun } from './history.ts';
export { type FoldedRun, itemsOf, PastSteps } from './past-steps.ts';
export { retryFacts, rootIdOf } from './retry-facts.ts';
export type { RunHandle, RunResult } from './run-handle.ts';
export type { StepReport } from './step-reports.ts';
