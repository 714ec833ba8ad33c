export { ANSWERS, toWaitAnswer } from './answers.ts';
export { Engine, type EngineOptions, type StartOptions } from './engine.ts';
export { listRuns, readRun } from './history.ts';
export type { RunHandle, RunResult } from './run-handle.ts';
export type { StepReport } from './step-reports.ts';
export { tuneMemory } from './tune-memory.ts';
