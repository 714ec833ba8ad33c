export { getField, lastPart, setField } from './field-path.ts';
export { compareValues, isBlank, keyOf, keyOfAll, readNumber } from './values.ts';
