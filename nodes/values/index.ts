export { lastPart, setField } from './field-path.ts';
export { getPath } from './get-path.ts';
export { compareValues, isBlank, keyOf, keyOfAll, readNumber } from './values.ts';
