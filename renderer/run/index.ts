export { type LogLine, useLog } from './log-lines.ts';
export type { LoopRun, NodeRun } from './node-run.ts';
export { RunFold } from './run-fold.ts';
export { type ShownRun, shownRun, useNodeRun, useRuns, useShownRun } from './runs-store.ts';
export { hideRun, showKeptRun, showRunOn } from './show-run.ts';
export { runNode, startRun, stopRun, useTrustQuestion } from './start-run.ts';
