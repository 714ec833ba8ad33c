import type { CredentialEntry } from '#contract/connection';

/** What a slot asks for. */
export interface SlotWish {
  type: string;
  preset: string | undefined;
  hosts: readonly string[];
}

type Candidate = Pick<CredentialEntry, 'id' | 'type' | 'preset' | 'hosts' | 'health'>;

/** Ids of the credentials that would fit a slot, the best first: same service, hosts that are allowed, in order. */
export function suggest(wish: SlotWish, candidates: readonly Candidate[]): string[] {
  const scored = candidates
    .filter(({ type }) => type === wish.type)
    .map((candidate) => ({ id: candidate.id, score: scoreOf(wish, candidate) }));
  return scored.sort((a, b) => b.score - a.score).map(({ id }) => id);
}

function scoreOf({ preset, hosts }: SlotWish, candidate: Candidate): number {
  const samePreset = preset !== undefined && candidate.preset === preset ? 8 : 0;
  const covered = hosts.filter((host) => candidate.hosts.some((pattern) => covers(pattern, host))).length;
  const share = hosts.length === 0 ? 0 : (covered / hosts.length) * 4;
  const works = candidate.health === 'ready' ? 1 : candidate.health === 'untested' ? 0.5 : 0;
  return samePreset + share + works;
}

/** Whether a host pattern covers another one: itself, or what lies below `*.`. */
function covers(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  return pattern.startsWith('*.') && host.endsWith(pattern.slice(1));
}
