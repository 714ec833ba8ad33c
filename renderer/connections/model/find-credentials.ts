import type { ConnectionTypeDescription, CredentialEntry } from '#contract/connection';
import { needsUser } from './health.ts';

/** Which of all are listed. */
export type Shown = 'all' | 'needsYou' | 'unused';

/** Credentials by what is shown and searched: name, type, host or flow, every word somewhere. */
export function findCredentials(
  entries: readonly CredentialEntry[],
  shown: Shown,
  search: string,
  types: ReadonlyMap<string, ConnectionTypeDescription>,
): readonly CredentialEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (!isShown(entry, shown)) return false;
    const { name, type, preset, hosts, usedBy } = entry;
    const flows = usedBy.flatMap((use) => [use.name, use.path, use.slot]);
    const text = [name, type, types.get(type)?.title, preset, ...hosts, ...flows].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function isShown(entry: CredentialEntry, shown: Shown): boolean {
  if (shown === 'needsYou') return needsUser(entry);
  return shown === 'all' || entry.usedBy.length === 0;
}
