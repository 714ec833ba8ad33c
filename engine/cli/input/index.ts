export { type CsvReader, type InputSource, readInput } from './read-input.ts';
