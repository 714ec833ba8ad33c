import { useEffect, useRef } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useEditor } from '#renderer/editor';
import { RunFilters } from './list/RunFilters.tsx';
import { RunList } from './list/RunList.tsx';
import { RunDetail } from './page/RunDetail.tsx';
import type { OpenRun } from './page/run-session.ts';
import { isGoing, type RunView, viewOf } from './page/run-view.ts';
import { useOpenRun } from './page/use-open-run.ts';
import { useNow } from './use-now.ts';
import { RunComparison } from './versus/RunComparison.tsx';
import './runs.css';

/** History of all runs, and the run that is looked at. */
export function RunsPage() {
  const layout = useDefaultLayout({ id: 'flowbench.runs' });
  return (
    <Group className="page" {...layout}>
      <Panel
        id="run-list"
        className="panel"
        defaultSize={296}
        minSize={220}
        maxSize={480}
        groupResizeBehavior="preserve-pixel-size"
      >
        <aside className="runs-side" aria-label="History of runs">
          <RunFilters />
          <RunList />
        </aside>
      </Panel>
      <Separator className="split split-column" />
      <Panel id="run-detail" minSize={480}>
        <Detail />
      </Panel>
    </Group>
  );
}

/** The run that is looked at, or two of them side by side. */
function Detail() {
  const against = useEditor((editor) => editor.against);
  return against === undefined ? <OneRun /> : <TwoRuns against={against} />;
}

function TwoRuns({ against }: { against: string }) {
  const run = useEditor((editor) => editor.run);
  const [one, two] = [useOpenRun(against), useOpenRun(run)];
  const now = useNow(false);
  const [a, b] = [one, two].map((open) => (open.state === 'open' ? viewOf(open, now) : undefined));
  if (a?.run === against && b?.run === run && a && b)
    return <RunComparison key={`${a.run} ${b.run}`} a={a} b={b} />;
  const failed = [one, two].find(({ state }) => state === 'gone' || state === 'failed');
  return (
    <main className="panel run-page" aria-label="Compare two runs">
      <div className="empty">{stateText(failed ?? one)}</div>
    </main>
  );
}

function OneRun() {
  const run = useEditor((editor) => editor.run);
  const open = useOpenRun(run);
  const going = open.model !== undefined && open.model.finishedAt === undefined;
  const now = useNow(going && open.entry?.finishedAt === undefined);
  const view = open.run === run && open.state === 'open' ? viewOf(open, now) : undefined;
  const last = useRef<RunView>(undefined);
  const waits = run !== undefined && (open.run !== run || open.state === 'loading');
  // Until another run is there, the one before it stays in sight.
  const shown = view ?? (waits ? last.current : undefined);
  useEffect(() => {
    last.current = shown;
  });
  if (!shown) {
    return (
      <main className="panel run-page" aria-label="Run">
        <div className="empty">{run === undefined ? 'No run chosen.' : stateText(open)}</div>
      </main>
    );
  }
  const { finishedAt } = shown.entry;
  // What an ended run draws depends on no clock.
  const still = isGoing(shown) ? shown : { ...shown, now: shown.model.finishedAt ?? finishedAt ?? now };
  return <RunDetail key={shown.run} view={still} />;
}

function stateText({ state, failure }: OpenRun): string {
  if (state === 'gone') return 'This run is no longer in the history.';
  if (state === 'failed') return `The run cannot be shown: ${failure}`;
  return 'Reading the run…';
}
