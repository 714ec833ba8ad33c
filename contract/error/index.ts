export {
  EngineError,
  type ErrorOptions,
  type ErrorShape,
  FlowError,
  StepError,
  type StepErrorOptions,
  UserError,
} from './flow-error.ts';
export { toErrorShape } from './to-error-shape.ts';
