export { helpFor, main } from './main.ts';
export { listParameters, type ParameterReference, portsOf, REPLAY_WORDS } from './output/node-reference.ts';
