import type { HelperTable } from './helper.ts';

/** What expressions add to true and false. */
export const BOOLEAN_HELPERS: HelperTable<boolean> = {
  isEmpty: {
    call: 'isEmpty()',
    doc: 'Always false: false is a value too.',
    example: ['false.isEmpty()', false],
    fn: () => false,
  },
  isNotEmpty: {
    call: 'isNotEmpty()',
    doc: 'Always true: false is a value too.',
    example: ['false.isNotEmpty()', true],
    fn: () => true,
  },
  toNumber: {
    call: 'toNumber()',
    doc: '1 for true, 0 for false.',
    example: ['true.toNumber()', 1],
    fn: (value) => Number(value),
  },
  toBoolean: {
    call: 'toBoolean()',
    doc: 'The value itself.',
    example: ['true.toBoolean()', true],
    fn: (value) => value,
  },
};
