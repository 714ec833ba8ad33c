import { UserError } from '#contract/error';

const MIB = 1024 * 1024;

/** Bytes of a workbook: it is held in memory while it is read. */
export const MAX_FILE = 128 * MIB;
/** Bytes of one part after unpacking; parts are streamed, so this bounds time, not memory. */
export const MAX_PART = 2048 * MIB;
/** Bytes of the small parts (workbook, styles) and of the texts that all sheets share: these stand in memory. */
export const MAX_IN_MEMORY = 256 * MIB;
/** The largest factor by which a part may grow when unpacked; spreadsheets stay below 100. */
export const MAX_RATIO = 500;
export const MAX_PARTS = 10_000;
/** What Excel itself can hold. */
export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;
export const MAX_CELL = 32_767;

export function invalidExcel(problem: string, cause?: unknown): UserError {
  return new UserError(`The Excel file ${problem}`, {
    code: 'INVALID_EXCEL',
    hint: 'Check that it is an .xlsx file that a spreadsheet program opens; save it again there if needed.',
    cause,
  });
}

export function tooLargeExcel(problem: string): UserError {
  return new UserError(`The Excel file ${problem}`, {
    code: 'TOO_LARGE',
    hint: 'Split it into smaller files, or save the sheet as CSV.',
  });
}
