import type { Problem } from '#contract/flow';

/** A problem as a sentence of its own: what a schema finds (`is missing`) follows the parameter's name. */
export function problemText({ message, param }: Problem): string {
  return param !== undefined && /^(is|has|must) /.test(message) ? `${param} ${message}` : message;
}
