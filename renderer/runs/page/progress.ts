import type { NodeRun } from '#renderer/run';
import { formatCount, formatMs } from '#renderer/ui';

/** How far the longest list that is worked through has come. */
export interface Progress {
  done: number;
  all: number;
  /** `218 of 300, 12/s, 7 s left`. */
  text: string;
}

/** Time left under which it is not worth telling, in milliseconds. */
const SOON = 1000;

/** Done, rate and time left, from what the nodes that are running have worked through. */
export function progressOf(nodes: Iterable<NodeRun>, now: number): Progress | undefined {
  let longest: { done: number; all: number; since: number } | undefined;
  for (const { state, startedAt, loop, settled, itemsIn } of nodes) {
    if (state !== 'running' || startedAt === undefined) continue;
    const [done, all] = loop ? [loop.ended, loop.count] : [settled ?? 0, itemsIn];
    if (all > (longest?.all ?? 1)) longest = { done, all, since: startedAt };
  }
  if (!longest) return undefined;
  const { done, all, since } = longest;
  const perMs = done / Math.max(1, now - since);
  const left = perMs > 0 ? (all - done) / perMs : undefined;
  const parts = [`${formatCount(done)} of ${formatCount(all)}`];
  if (perMs > 0) parts.push(rateText(perMs * 1000));
  if (left !== undefined && left >= SOON) parts.push(`${formatMs(left)} left`);
  return { done, all, text: parts.join(', ') };
}

function rateText(perSecond: number): string {
  if (perSecond >= 10) return `${formatCount(Math.round(perSecond))}/s`;
  return perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`;
}
