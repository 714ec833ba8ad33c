export { readCsv } from './read-csv.ts';
export { type InputSource, readInput } from './read-input.ts';
