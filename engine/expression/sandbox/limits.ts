import type { Death } from './job.ts';

/** What a sandbox allows. */
export interface SandboxLimits {
  /** Milliseconds for one call with expressions (up to 500 items). */
  expressionTime: number;
  /** Milliseconds for one call of a code node (the whole list, or up to 1,000 items). */
  codeTime: number;
  /** Megabytes of memory for the guest's data. */
  memory: number;
}

/** The words for a process that had to be ended. */
export function deathFailure(death: Death, limits: SandboxLimits, time: number, subject: string) {
  const name = 'SandboxError';
  if (death.reason === 'timeout') {
    return {
      name,
      code: 'SANDBOX_TIMEOUT',
      message: `${subject} took longer than ${time / 1_000} seconds`,
      hint: 'Look for an endless loop or a slow regular expression, or work on less data.',
    };
  }
  if (death.reason === 'memory') {
    return {
      name,
      code: 'SANDBOX_MEMORY',
      message: `${subject} used more than ${limits.memory} MB of memory`,
      hint: 'Work on less data at a time, for example in a loop.',
    };
  }
  return {
    name,
    code: 'SANDBOX_CRASHED',
    message: `The sandbox process ended while ${subject.toLowerCase()} ran`,
    hint: 'Try again; if it happens again, simplify it.',
  };
}
