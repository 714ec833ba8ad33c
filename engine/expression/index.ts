export { type CompiledParams, compileParams, type ParamUses } from './compile-params.ts';
export type { ExpressionEnv, Iteration, NodeOutputs } from './env.ts';
export { type HelperDoc, type HelperKind, helperDocs } from './helpers/index.ts';
export type { ExpressionProblem } from './param-tree.ts';
export { expressionReference } from './reference.ts';
export { createSandbox, type SandboxOptions } from './sandbox/create-sandbox.ts';
export type { Sandbox } from './sandbox/sandbox.ts';
export { GRANTED_GLOBALS, VOCABULARY } from './vocabulary.ts';
