import { parseCsvText } from '#nodes';
import type { CsvReader } from './read-input.ts';

/** CSV as the CSV nodes read it: delimiter found by itself, the first row the names, values as text. */
export const readCsv: CsvReader = (text) => parseCsvText(text);
