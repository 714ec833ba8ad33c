export { readCsv } from './read-csv.ts';
export { inputSource, readInput } from './read-input.ts';
