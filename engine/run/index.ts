export { checkFlow } from './check-flow.ts';
export { type CompiledFlow, compileFlow } from './compile-flow.ts';
export { errorFlowOf, type RunActivity, RunDriver, type RunListener } from './drive.ts';
export { nearest } from './nearest.ts';
export { calledFlowFailed } from './perform/perform-directive.ts';
export { type Clock, type FlowCall, type RunServices, systemClock } from './services.ts';
