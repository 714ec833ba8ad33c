import { FlowError, StepError } from '#contract/error';

type Reason = readonly [code: string, says: (path: string) => string, hint: string, retryable?: boolean];

const NOT_FOUND: Reason = [
  'FILE_NOT_FOUND',
  (path) => `There is no file or folder ${path}`,
  'Check the path; relative paths count from the folder of the flow.',
];
const NO_ACCESS: Reason = [
  'FILE_ACCESS',
  (path) => `${path} may not be opened`,
  'Check the permissions of the file and its folder.',
];
const BUSY: Reason = [
  'FILE_BUSY',
  (path) => `${path} is in use`,
  'Close the program that uses the file.',
  true,
];

const REASONS: Readonly<Record<string, Reason>> = {
  ENOENT: NOT_FOUND,
  EACCES: NO_ACCESS,
  EPERM: NO_ACCESS,
  EROFS: NO_ACCESS,
  EISDIR: ['IS_FOLDER', (path) => `${path} is a folder, not a file`, 'Give the path of a file.'],
  ENOTDIR: ['NOT_FOLDER', (path) => `A part of the path ${path} is a file, not a folder`, 'Check the path.'],
  EEXIST: [
    'FILE_EXISTS',
    (path) => `${path} exists already`,
    'Choose another name, or allow to overwrite it.',
  ],
  ENOSPC: ['DISK_FULL', (path) => `The disk is full, ${path} was not written`, 'Free some space.', true],
  ENAMETOOLONG: ['INVALID_PATH', (path) => `The name ${path} is too long`, 'Choose a shorter name.'],
  EBUSY: BUSY,
  EMFILE: BUSY,
};

/** Turns what the file system throws into the error taxonomy; anything else stays as it is. */
export function toFileError(thrown: unknown, path: string): unknown {
  if (thrown instanceof FlowError || !(thrown instanceof Error)) return thrown;
  const system = (thrown as NodeJS.ErrnoException).code;
  const reason = typeof system === 'string' ? REASONS[system] : undefined;
  if (!reason) return thrown;
  const [code, says, hint, retryable = false] = reason;
  return new StepError(says(path), { code, hint, retryable, cause: thrown, detail: { path } });
}

/** Runs a file operation; what the file system throws becomes a plain error about this path. */
export async function withFileErrors<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw toFileError(error, path);
  }
}
