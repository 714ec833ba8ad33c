import { ArrowLeftRight, X } from 'lucide-react';
import { useState } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { compareRuns, showRun } from '#renderer/editor';
import { Button, dayText, formatTime, plural, StateGlyph } from '#renderer/ui';
import type { RunView } from '../page/run-view.ts';
import { RUN_STATES, runName, tookText } from '../words.ts';
import { NodeTable } from './NodeTable.tsx';
import { nodeRows } from './node-rows.ts';
import { VersusItems } from './VersusItems.tsx';
import './versus.css';

/** Two runs side by side: which nodes went otherwise, and in which items they differ. */
export function RunComparison({ a, b }: { a: RunView; b: RunView }) {
  const rows = nodeRows(a, b);
  const differing = rows.filter(({ differs }) => differs.size > 0);
  const [chosen, setChosen] = useState<string>();
  const node = chosen ?? differing.find(({ differs }) => differs.has('state'))?.node ?? differing[0]?.node;
  const layout = useDefaultLayout({ id: 'flowbench.versus' });
  return (
    <main className="run-page" aria-label="Compare two runs">
      <header className="run-head">
        <div className="grow">
          <div className="row run-title">
            <h1 className="cut">Compare two runs</h1>
            <span className="tag">
              {differing.length === 0
                ? 'no node differs'
                : `${plural(differing.length, 'node')} differ${differing.length === 1 ? 's' : ''}`}
            </span>
          </div>
          <Side letter="A" view={a} />
          <Side letter="B" view={b} />
        </div>
        <div className="run-actions">
          <Button onClick={() => compareRuns(b.run, a.run)}>
            <ArrowLeftRight size={14} aria-hidden />
            Swap
          </Button>
          <Button onClick={() => showRun(b.run)}>
            <X size={14} aria-hidden />
            Close the comparison
          </Button>
        </div>
      </header>
      <Group className="run-parts" {...layout}>
        <Panel id="versus-nodes" minSize={320} defaultSize="64%">
          <NodeTable rows={rows} chosen={node} onChoose={setChosen} />
        </Panel>
        <Separator className="split split-column" />
        <Panel id="versus-items" minSize={280}>
          {node === undefined ? (
            <div className="empty">Choose a node to compare its items.</div>
          ) : (
            <VersusItems key={node} a={a} b={b} node={node} />
          )}
        </Panel>
      </Group>
    </main>
  );
}

function Side({ letter, view }: { letter: 'A' | 'B'; view: RunView }) {
  const { entry, now, run } = view;
  const { parent } = entry;
  return (
    <div className="cap row versus-side">
      <b>{letter}</b>
      <StateGlyph state={RUN_STATES[entry.status]} />
      <button type="button" className="link" onClick={() => showRun(run)}>
        {entry.flow.name} <span className="mono">{runName(run)}</span>
      </button>
      <span>
        {dayText(entry.startedAt, now)}, {formatTime(entry.startedAt)}, took {tookText(entry, now)}
      </span>
      {parent?.retry && <span>a retry of {runName(parent.run)}</span>}
      <span>
        flow version <span className="mono">{entry.flow.hash.slice(0, 7)}</span>
      </span>
    </div>
  );
}
