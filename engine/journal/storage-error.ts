import { UserError } from '#contract/error';

/** SQLite's result codes that a person can do something about; see https://sqlite.org/rescode.html. */
const REASONS: Readonly<Record<number, { what: string; hint: string }>> = {
  5: { what: 'another program has locked it', hint: 'Close the program that has it open, then try again.' },
  8: { what: 'it may not be written to', hint: 'Change its permissions, or choose another folder.' },
  10: { what: 'the disk reports an error', hint: 'Check the disk and the space left on it, then try again.' },
  11: { what: 'its content is damaged', hint: 'Restore the data directory from a backup.' },
  13: { what: 'the disk is full', hint: 'Make space on the disk, then go on with: flowbench resume.' },
  14: { what: 'it cannot be opened', hint: 'Check the permissions of the folder, or choose another one.' },
  26: { what: 'it is not a Flowbench journal', hint: 'Choose another folder for the data.' },
};
const CONSTRAINT = 19;

/** Whether the database could not do what it should, as opposed to a mistake of ours in what we asked. */
export function isStorageError(thrown: unknown): thrown is Error {
  const code = resultCode(thrown);
  return code !== undefined && code !== CONSTRAINT;
}

/** The sentence for a journal that cannot be used. */
export function storageError(file: string, cause: unknown): UserError {
  const reason = REASONS[resultCode(cause) ?? 0];
  const what = reason?.what ?? (cause instanceof Error ? cause.message : String(cause));
  return new UserError(`The journal ${file} cannot be used: ${what}.`, {
    code: 'JOURNAL_FAILED',
    hint: reason?.hint ?? 'Check the disk, then start Flowbench again.',
    cause,
  });
}

/** The primary result code of an error of node:sqlite. */
export function resultCode(thrown: unknown): number | undefined {
  const { code, errcode } = (thrown ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined;
}
