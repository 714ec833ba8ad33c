import { ORPCError } from '@orpc/client';

/** What a failed call says to people: one sentence. */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof ORPCError) {
    const data: unknown = thrown.data;
    if (typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string') {
      return data.message;
    }
    return thrown.message;
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The engine's error code: `CONFLICT`, `NOT_FOUND`; undefined where the call did not get through. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof ORPCError ? String(thrown.code) : undefined;
}

/** The data that came with an engine's error. */
export function dataOf(thrown: unknown): unknown {
  return thrown instanceof ORPCError ? thrown.data : undefined;
}
