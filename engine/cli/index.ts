export { type Desktop, findDesktop } from './desktop/find-desktop.ts';
export { helpFor, main } from './main.ts';
export { listParameters, type ParameterReference, portsOf, REPLAY_WORDS } from './output/node-reference.ts';
