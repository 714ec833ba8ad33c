import type { CredentialEntry, CredentialHealth } from '#contract/connection';
import type { NodeState } from '#renderer/ui';

/** The word for each health, as it stands beside its glyph. */
export const HEALTH_WORDS: Readonly<Record<CredentialHealth, string>> = {
  untested: 'Not tested',
  ready: 'Ready',
  failing: 'Failing',
  reconnect: 'Reconnect',
  locked: 'Locked',
};

/** The glyph of each health; a locked one has a lock of its own. */
export const HEALTH_STATES: Readonly<Record<Exclude<CredentialHealth, 'locked'>, NodeState>> = {
  untested: 'later',
  ready: 'done',
  failing: 'failed',
  reconnect: 'warning',
};

/** Whether the user has something to do about it. */
export function needsUser({ health }: Pick<CredentialEntry, 'health'>): boolean {
  return health === 'failing' || health === 'reconnect';
}

/** Credentials that have come to need the user since `before`; none while nothing was known. */
export function freshTrouble(
  before: readonly CredentialEntry[] | undefined,
  now: readonly CredentialEntry[],
): readonly CredentialEntry[] {
  if (!before) return [];
  const old = new Map(before.map((entry) => [entry.id, entry.health]));
  return now.filter((entry) => needsUser(entry) && old.has(entry.id) && old.get(entry.id) !== entry.health);
}
