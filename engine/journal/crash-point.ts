/**
 * Named places where tests kill the engine, as a power cut would. They ship with
 * the product: a crash test of other code than what ships proves nothing.
 *
 * `FLOWBENCH_CRASH_AT=journal.append:7` kills the process the 7th time that point
 * is reached. Points: `journal.append` (before a fact is taken in),
 * `journal.commit` (before facts are made durable), `journal.committed` (after),
 * `effect.before` and `effect.after` (around what a `once` node does);
 * while a master key is replaced `vault.keyKnown` (the database knows of the new one),
 * `vault.keyKept` (its keeper has it), `vault.resealed` (a record is written anew, not
 * committed), `vault.keyReplaced` (committed), `vault.keyRemoved` (the old one is gone).
 */
export function crashPoint(name: CrashPoint): void {
  if (target === undefined || target.name !== name) return;
  if (--target.hits === 0) process.kill(process.pid, 'SIGKILL');
}

export type CrashPoint =
  | 'journal.append'
  | 'journal.commit'
  | 'journal.committed'
  | 'effect.before'
  | 'effect.after'
  | 'vault.keyKnown'
  | 'vault.keyKept'
  | 'vault.resealed'
  | 'vault.keyReplaced'
  | 'vault.keyRemoved';

const target = parseTarget(process.env.FLOWBENCH_CRASH_AT);

function parseTarget(text: string | undefined): { name: string; hits: number } | undefined {
  if (!text) return undefined;
  const [name = '', hits = '1'] = text.split(':');
  return { name, hits: Number(hits) };
}
