export { milliseconds } from './duration.ts';
export { getPath } from './get-path.ts';
export { untilAborted } from './until-aborted.ts';
