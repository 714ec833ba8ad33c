import { useEffect, useState } from 'react';
import type { RunEntry } from '#contract/api';
import { engine, useConnection } from '#renderer/api';
import { useFlow } from '#renderer/document';
import { showRun, useEditor } from '#renderer/editor';
import { showRunOn, useShownRun } from '#renderer/run';
import { Button, dayText, formatTime, STATE_WORDS, StateGlyph } from '#renderer/ui';
import { useNow } from './use-now.ts';
import { RUN_STATES, runName, tookText } from './words.ts';
import './runs.css';

const SHOWN = 50;
const LOOK_EVERY = 1500;

/** The newest runs of the flow in front; choosing one shows it on the canvas. */
export function RunsPanel({ path }: { path: string | undefined }) {
  const flow = useFlow(path)?.id;
  const shown = useShownRun(path);
  const runs = useRecentRuns(flow, `${shown?.run} ${shown?.status}`);
  const now = useNow(runs?.some(({ finishedAt }) => finishedAt === undefined) ?? false);
  if (path === undefined || runs === undefined) return <div className="empty">No flow in front.</div>;
  if (runs.length === 0) {
    return <div className="empty">This flow has not run yet.</div>;
  }
  return (
    <div className="recent">
      <table className="table" aria-label="Runs of this flow, newest first">
        <colgroup>
          <col style={{ width: 108 }} />
          <col style={{ width: 168 }} />
          <col style={{ width: 92 }} />
          <col />
          <col style={{ width: 168 }} />
        </colgroup>
        <thead>
          <tr>
            <th>State</th>
            <th>Started</th>
            <th className="num">Took</th>
            <th>What happened</th>
            <th>
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((entry) => (
            <tr key={entry.run} aria-selected={entry.run === shown?.run}>
              <td>
                <span className="row" style={{ gap: 6 }}>
                  <StateGlyph state={RUN_STATES[entry.status]} silent />
                  {STATE_WORDS[RUN_STATES[entry.status]]}
                </span>
              </td>
              <td>
                {startedText(entry.startedAt, now)} <span className="mono dim">{runName(entry.run)}</span>
              </td>
              <td className="num mono">{tookText(entry, now)}</td>
              <td title={entry.error} className={entry.error ? undefined : 'dim'}>
                {entry.error ??
                  (entry.parent?.retry ? `retry of ${runName(entry.parent.run)}` : `by ${entry.trigger}`)}
              </td>
              <td className="recent-actions">
                <Button small look="bare" onClick={() => showRunOn(path, entry.run)}>
                  On the canvas
                </Button>
                <Button small look="bare" onClick={() => showRun(entry.run)}>
                  Open
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function startedText(at: number, now: number): string {
  const day = dayText(at, now);
  return day.startsWith('Today') ? formatTime(at) : `${day}, ${formatTime(at)}`;
}

/** A flow's newest runs, asked for again while the panel is seen, and at once when `hint` changes. */
function useRecentRuns(flow: string | undefined, hint: string): readonly RunEntry[] | undefined {
  const [found, setFound] = useState<{ flow: string; runs: readonly RunEntry[] }>();
  const open = useConnection((connection) => connection.state === 'open');
  const seen = useEditor((editor) => editor.bottomOpen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that begins or ends is asked for at once
  useEffect(() => {
    if (flow === undefined || !open || !seen) return;
    const stop = new AbortController();
    const look = () =>
      engine.runs
        .list({ flow, limit: SHOWN }, { signal: stop.signal })
        .then(({ runs }) => !stop.signal.aborted && setFound({ flow, runs }))
        // Without a connection what was found stays; the next look comes by itself.
        .catch(() => undefined);
    look();
    const timer = setInterval(() => document.visibilityState === 'visible' && look(), LOOK_EVERY);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [flow, open, seen, hint]);
  return found?.flow === flow ? found?.runs : flow === undefined ? undefined : [];
}
