export { apply, newRunState, WHOLE_STEP } from './apply.ts';
export { type CutLengths, cutFact, restoreLengths } from './cut-fact.ts';
export {
  type DebugState,
  type DueStop,
  inputOf,
  isEdited,
  type Pause,
  portInput,
  type StepMode,
} from './debug.ts';
export type {
  Breakpoint,
  BreakpointsSeen,
  DebugFact,
  PausePlace,
  PauseReason,
  StepHow,
} from './debug-events.ts';
export type {
  Lineage,
  PortOutput,
  PortOutputs,
  RunEvent,
  RunStarted,
  StepCheckpoint,
  StepLogged,
  Wait,
  WaitAnswer,
} from './events.ts';
export {
  ArrayList,
  concatLists,
  type ItemList,
  type ListBuilder,
  type ListStore,
  memoryLists,
} from './item-list.ts';
export { ancestorsIn, originOfInput, parentsOf } from './lineage.ts';
export { type OutputList, sourcesOf } from './output-list.ts';
export { gatherInput, openScopes, outputOn, scopeAt } from './scopes.ts';
export type { Loop, NodeTotals, RunState, RunStatus, Scope, Step, StepPlace, StepStatus } from './state.ts';
export { CAUGHT } from './step-outputs.ts';
