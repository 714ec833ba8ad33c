import { Square, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { hideRun, type ShownRun, stopRun, useShownRun } from '#renderer/run';
import { Button, formatMs, IconButton, type NodeState, StateGlyph } from '#renderer/ui';

/** How far the shown run is: what goes slowest tells the rate and the time left. */
export function RunProgress({ path }: { path: string }) {
  const run = useShownRun(path);
  const now = useNow(run?.status === 'running');
  if (!run) return null;
  const running = run.status === 'running';
  const progress = running ? progressOf(run, now) : undefined;
  return (
    <div className="run-progress" role="status">
      <StateGlyph state={STATES[run.status]} />
      <b>{running ? 'Running' : WORDS[run.status]}</b>
      {progress && (
        <span className="progress" style={{ width: 88 }}>
          <i style={{ width: `${Math.round(progress.share * 100)}%` }} />
        </span>
      )}
      <span className="muted nowrap">{progress ? progress.text : took(run, now)}</span>
      {running ? (
        <Button small onClick={() => stopRun(path)}>
          <Square size={12} aria-hidden />
          Stop
        </Button>
      ) : (
        <IconButton
          small
          name="Take the run off the canvas"
          icon={<X size={14} aria-hidden />}
          onClick={() => hideRun(path)}
        />
      )}
    </div>
  );
}

const STATES: Readonly<Record<ShownRun['status'], NodeState>> = {
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};
const WORDS: Readonly<Record<ShownRun['status'], string>> = {
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

function took(run: ShownRun, now: number): string {
  if (run.startedAt === undefined) return '';
  return formatMs(Math.max(0, (run.finishedAt ?? now) - run.startedAt));
}

/** The longest list that is being worked through: done, all, and the time left at its rate. */
export function progressOf(run: ShownRun, now: number): { share: number; text: string } | undefined {
  let longest: { done: number; all: number; startedAt: number } | undefined;
  for (const node of Object.values(run.nodes)) {
    if (node.state !== 'running' || node.startedAt === undefined) continue;
    const [done, all] = node.loop ? [node.loop.ended, node.loop.count] : [node.settled ?? 0, node.itemsIn];
    if (all > (longest?.all ?? 1)) longest = { done, all, startedAt: node.startedAt };
  }
  if (!longest) return undefined;
  const { done, all, startedAt } = longest;
  const left = done > 0 ? ((now - startedAt) / done) * (all - done) : undefined;
  const rest = left === undefined || left < 500 ? '' : `, ${formatMs(left)} left`;
  return { share: done / all, text: `${done} of ${all}${rest}` };
}

function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
