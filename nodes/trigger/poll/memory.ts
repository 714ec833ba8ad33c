import { createHash } from 'node:crypto';
import { UserError } from '#contract/error';
import { isJsonObject } from '#contract/node';

/** What a poll remembers between two looks; the cursor of its trigger. */
export interface PollMemory {
  /** What was looked at and how: with other settings it begins anew. */
  source: string;
  /** Commits of this memory, so that keys of starts never come again. */
  starts: number;
  /** The highest value of the field that goes up, and who has it. */
  mark?: string | number;
  atMark?: readonly string[];
  /** What is there, by key: a digest of its content. */
  seen?: Readonly<Record<string, string>>;
  /** What the source itself wants to be given the next time. */
  note?: unknown;
}

/** Keys that a memory may hold. */
const MOST_SEEN = 100_000;

/** The memory that a cursor holds, if it is of this source; `starts` goes on in any case. */
export function recall(cursor: unknown, source: string): { memory: PollMemory; isFirst: boolean } {
  const kept = isJsonObject(cursor) ? (cursor as Partial<PollMemory>) : {};
  const starts = typeof kept.starts === 'number' ? kept.starts : 0;
  if (kept.source === source) return { memory: { ...kept, source, starts }, isFirst: false };
  return { memory: { source, starts }, isFirst: true };
}

/** A short digest that tells contents apart. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 16);
}

/** @throws UserError `TOO_MANY_KEYS` */
export function checkSize(keys: number): void {
  if (keys <= MOST_SEEN) return;
  throw new UserError(`The source has more than ${MOST_SEEN} entries to compare`, {
    code: 'TOO_MANY_KEYS',
    hint: 'Look for what is new by a modified time or an increasing id instead.',
  });
}

/** JSON with its keys in order: services do not always send fields in the same one. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
