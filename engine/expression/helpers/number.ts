import { DateTime } from 'luxon';
import { type HelperTable, numberArg, textArg } from './helper.ts';

/** What expressions add to numbers. */
export const NUMBER_HELPERS: HelperTable<number> = {
  round: {
    call: 'round(decimals?)',
    doc: 'Rounded to so many decimals, halves away from zero.',
    example: ['(1.005).round(2)', 1.01],
    fn: (number, decimals) => round(number, numberArg(decimals, 'round', 0)),
  },
  floor: {
    call: 'floor()',
    doc: 'The next whole number downwards.',
    example: ['(2.7).floor()', 2],
    fn: (number) => Math.floor(number),
  },
  ceil: {
    call: 'ceil()',
    doc: 'The next whole number upwards.',
    example: ['(2.1).ceil()', 3],
    fn: (number) => Math.ceil(number),
  },
  abs: {
    call: 'abs()',
    doc: 'The number without its sign.',
    example: ['(-3).abs()', 3],
    fn: (number) => Math.abs(number),
  },
  format: {
    call: 'format(locale?, options?)',
    doc: 'The number as people of a language write it; options as in Intl.NumberFormat.',
    example: ["(1234.5).format('de-DE')", '1.234,5'],
    fn: (number, locale, options) =>
      new Intl.NumberFormat(
        textArg(locale, 'format', 'en-US'),
        (options ?? {}) as Intl.NumberFormatOptions,
      ).format(number),
  },
  isEven: {
    call: 'isEven()',
    doc: 'True for even whole numbers.',
    example: ['(4).isEven()', true],
    fn: (number) => number % 2 === 0,
  },
  isOdd: {
    call: 'isOdd()',
    doc: 'True for odd whole numbers.',
    example: ['(3).isOdd()', true],
    fn: (number) => Math.abs(number % 2) === 1,
  },
  isInteger: {
    call: 'isInteger()',
    doc: 'True for whole numbers.',
    example: ['(1.5).isInteger()', false],
    fn: (number) => Number.isInteger(number),
  },
  isEmpty: {
    call: 'isEmpty()',
    doc: 'Always false: a number is a value.',
    example: ['(0).isEmpty()', false],
    fn: () => false,
  },
  isNotEmpty: {
    call: 'isNotEmpty()',
    doc: 'Always true: a number is a value.',
    example: ['(0).isNotEmpty()', true],
    fn: () => true,
  },
  toNumber: {
    call: 'toNumber()',
    doc: 'The number itself.',
    example: ['(7).toNumber()', 7],
    fn: (number) => number,
  },
  toBoolean: {
    call: 'toBoolean()',
    doc: 'False for 0, else true.',
    example: ['(0).toBoolean()', false],
    fn: (number) => number !== 0 && !Number.isNaN(number),
  },
  toDateTime: {
    call: "toDateTime('ms' | 's' | 'excel')",
    doc: 'The DateTime of a timestamp: milliseconds (the default) or seconds since 1970, or a serial date of a spreadsheet.',
    example: ["(1767225600).toDateTime('s').toMillis()", 1767225600000],
    fn: (number, unit) => fromTimestamp(number, textArg(unit, 'toDateTime', 'ms')),
  },
  toJsonString: {
    call: 'toJsonString()',
    doc: 'The number as JSON text.',
    example: ['(1.5).toJsonString()', '1.5'],
    fn: (number) => JSON.stringify(number),
  },
};

function round(number: number, decimals: number): number {
  if (!Number.isFinite(number)) return number;
  const [digits = '', exponent = '0'] = Math.abs(number).toExponential().split('e');
  // Shifting by the exponent in text avoids the error of multiplying: 1.005 × 100 is 100.49999999999999.
  const shifted = Math.round(Number(`${digits}e${Number(exponent) + decimals}`));
  const [back = '', backExponent = '0'] = shifted.toExponential().split('e');
  return Math.sign(number) * Number(`${back}e${Number(backExponent) - decimals}`);
}

const EXCEL_EPOCH_DAYS = 25569;
const DAY = 86_400_000;

function fromTimestamp(number: number, unit: string): DateTime {
  if (unit === 's') return DateTime.fromSeconds(number);
  if (unit === 'ms') return DateTime.fromMillis(number);
  if (unit === 'excel') {
    const utc = DateTime.fromMillis(Math.round((number - EXCEL_EPOCH_DAYS) * DAY), { zone: 'utc' });
    return utc.setZone('local', { keepLocalTime: true });
  }
  throw new TypeError(`toDateTime() knows the units 'ms', 's' and 'excel', not '${unit}'`);
}
