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

function Detail() {
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
