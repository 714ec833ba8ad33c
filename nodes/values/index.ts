export { getPath } from './get-path.ts';
