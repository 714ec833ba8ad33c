import type { TextEncoding } from '../text.ts';

/** How CSV text is read. */
export interface CsvOptions {
  /** The character between cells; `auto` finds it in the first lines. */
  delimiter?: string;
  /** Whether the first row names the columns; default true. */
  header?: boolean;
  /** Column names to use instead of the header's. */
  columns?: readonly string[] | undefined;
  encoding?: TextEncoding;
  /** `text` leaves every cell as written; `auto` makes numbers and true/false, and empty cells null. */
  types?: 'text' | 'auto';
  /** `strict` refuses quotes in the middle of a cell; `relaxed` takes them as written. */
  quotes?: 'strict' | 'relaxed';
  /** What to do with rows of another length than the first. */
  ragged?: 'error' | 'allow';
}
