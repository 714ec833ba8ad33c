import { Columns2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RunEntry } from '#contract/api';
import { engine } from '#renderer/api';
import { compareRuns } from '#renderer/editor';
import { dayText, formatTime, IconButton, Menu, STATE_WORDS } from '#renderer/ui';
import { RUN_STATES, runName } from '../words.ts';

/** Runs of the flow that are offered. */
const OFFERED = 12;

/** Chooses a run of the same flow to put beside this one; the one it retries comes first. */
export function CompareMenu({ entry, now }: { entry: RunEntry; now: number }) {
  const others = useOthers(entry);
  if (others.length === 0) return null;
  const retried = entry.parent?.retry ? entry.parent.run : undefined;
  const sorted = others.toSorted((a, b) => Number(b.run === retried) - Number(a.run === retried));
  const entries = sorted.map((other) => {
    const day = dayText(other.startedAt, now);
    const when = `${day.startsWith('Today') ? '' : `${day}, `}${formatTime(other.startedAt)}`;
    const state = STATE_WORDS[RUN_STATES[other.status]];
    const kin = other.run === retried ? ', which it retries' : '';
    return {
      label: `${runName(other.run)}, ${when}, ${state}${kin}`,
      onSelect: () =>
        other.startedAt <= entry.startedAt
          ? compareRuns(other.run, entry.run)
          : compareRuns(entry.run, other.run),
    };
  });
  return (
    <Menu entries={entries}>
      <IconButton name="Compare with another run" icon={<Columns2 size={16} aria-hidden />} />
    </Menu>
  );
}

/** The newest other runs of the flow, and the one this run retries. */
function useOthers({ run, flow, parent }: RunEntry): readonly RunEntry[] {
  const [others, setOthers] = useState<readonly RunEntry[]>([]);
  const retried = parent?.retry ? parent.run : undefined;
  useEffect(() => {
    const stop = new AbortController();
    const read = async () => {
      const { runs } = await engine.runs.list({ flow: flow.id, limit: OFFERED + 1 }, { signal: stop.signal });
      const known = retried === undefined || runs.some((other) => other.run === retried);
      const before = known ? [] : [(await engine.runs.get({ run: retried }, { signal: stop.signal })).entry];
      return [...before, ...runs.filter((other) => other.run !== run)];
    };
    read()
      .then((found) => !stop.signal.aborted && setOthers(found))
      // Without a connection nothing is offered; the page asks again when it is opened again.
      .catch(() => undefined);
    return () => stop.abort();
  }, [run, flow.id, retried]);
  return others;
}
