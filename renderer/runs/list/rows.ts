import type { RunEntry } from '#contract/api';
import { dayText, plural } from '#renderer/ui';

/** A line of the list: the head of a day, or a run. */
export type ListRow = { day: string; summary: string } | { entry: RunEntry };

/** The runs with a head for each day. Of the last day more may come, so its count is open. */
export function groupByDay(runs: readonly RunEntry[], more: boolean, now: number): ListRow[] {
  const rows: ListRow[] = [];
  let at = 0;
  while (at < runs.length) {
    const day = dayText(runs[at]?.startedAt ?? 0, now);
    let end = at;
    while (end < runs.length && dayText(runs[end]?.startedAt ?? 0, now) === day) end++;
    const ofDay = runs.slice(at, end);
    const failed = ofDay.filter(({ status }) => status === 'failed').length;
    const open = more && end === runs.length ? '+' : '';
    const count = open ? `${ofDay.length}+ runs` : plural(ofDay.length, 'run');
    rows.push({ day, summary: failed > 0 ? `${count}, ${failed}${open} failed` : count });
    for (const entry of ofDay) rows.push({ entry });
    at = end;
  }
  return rows;
}
