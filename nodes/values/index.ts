export { lastPart, setField } from './field-path.ts';
export { getPath } from './get-path.ts';
export { untilAborted } from './until-aborted.ts';
export {
  BLANK,
  compareKeys,
  compareValues,
  isBlank,
  keyOf,
  keyOfAll,
  readNumber,
  type SortKey,
  sortKey,
} from './values.ts';
