export { type CheckedText, checkText } from './check-text.ts';
export { type CompiledFlow, compileFlow } from './compile-flow.ts';
export { errorFlowOf, type RunActivity, RunDriver, type RunListener } from './drive.ts';
export { locate } from './locate.ts';
export { nearest } from './nearest.ts';
export { breathe } from './perform/breathe.ts';
export { calledFlowFailed } from './perform/perform-directive.ts';
export { type EnvPlace, StepEnv } from './perform/step-env.ts';
export { type FlowCall, type RunServices, systemClock } from './services.ts';
