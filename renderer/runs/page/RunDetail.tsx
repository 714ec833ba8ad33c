import { useEffect, useState } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { Tabs } from '#renderer/ui';
import { Comparison } from '../compare/Comparison.tsx';
import { FailureReasons } from '../grid/FailureReasons.tsx';
import { IterationGrid } from '../grid/IterationGrid.tsx';
import { containerFor, loopFor, type Pair, pairWith } from '../grid/loop-choice.ts';
import { keyInside, type LoopTrack } from '../model/index.ts';
import { StepItems } from '../steps/StepItems.tsx';
import { StepTable } from '../steps/StepTable.tsx';
import { waterfallHeight } from '../waterfall/rows.ts';
import { Waterfall } from '../waterfall/Waterfall.tsx';
import { RunHeader } from './RunHeader.tsx';
import type { RunView } from './run-view.ts';
import { Waits } from './Waits.tsx';

type Left = 'iterations' | 'steps' | 'failures';
type Right = 'items' | 'compare';

/** A run: what it did when, how its iterations went, and the data of what is chosen. */
export function RunDetail({ view }: { view: RunView }) {
  const { model } = view;
  const [node, setNode] = useState<string>();
  const [container, setContainer] = useState<string>();
  const [owner, setOwner] = useState<{ owner: string; index: number }>();
  const [pair, setPair] = useState<Pair>();
  const [left, setLeft] = useState<Left>();
  const [right, setRight] = useState<Right>('items');
  const rows = useDefaultLayout({ id: 'flowbench.run' });
  const columns = useDefaultLayout({ id: 'flowbench.run-bottom' });

  const shownContainer = containerFor(model, container ?? node);
  const loops = shownContainer ? model.loopsOf(shownContainer.id) : [];
  const loop = loopFor(loops, owner);
  const failures = model.errors.all().length;
  const shownLeft = left === 'iterations' && !loop ? 'steps' : (left ?? (loop ? 'iterations' : 'steps'));
  const shownNode = node ?? model.error?.node ?? waitingNode(view);
  const step = stepOf(view, shownNode, pair);
  const comparing = right === 'compare' && loop !== undefined && pair?.owner === loop.owner;

  const chooseNode = (id: string) => {
    setNode(id);
    setContainer(undefined);
    setRight('items');
  };
  const choosePair = (next: Pair) => {
    setPair(next);
    setRight('compare');
    if (next.b !== undefined) setOwner({ owner: next.owner, index: next.b });
  };
  useFirstFailure(view, loop, pair, setPair, setRight);

  return (
    <main className="run-page" aria-label={`Run of ${view.entry.flow.name}`}>
      <RunHeader view={view} />
      <Waits view={view} />
      <Group orientation="vertical" className="run-parts" {...rows}>
        <Panel id="waterfall" minSize={110} maxSize={waterfallHeight(model)} defaultSize="50%">
          <Waterfall view={view} chosen={shownNode} onChoose={chooseNode} />
        </Panel>
        <Separator className="split split-row" />
        <Panel id="run-bottom" minSize={140}>
          <Group {...columns}>
            <Panel id="run-left" minSize={280} defaultSize="50%">
              <Tabs<Left>
                label="Parts of the run"
                value={shownLeft}
                onChange={setLeft}
                tabs={[
                  ...(loop ? [{ id: 'iterations', label: 'Iterations' } as const] : []),
                  { id: 'steps', label: 'Steps' },
                  ...(failures > 0 ? [{ id: 'failures', label: 'Failures', note: failures } as const] : []),
                ]}
              >
                {shownLeft === 'iterations' && loop ? (
                  <IterationGrid
                    view={view}
                    loop={loop}
                    pair={pair}
                    onPair={choosePair}
                    onChooseContainer={setContainer}
                    onChooseLoop={(next) => {
                      setContainer(next.node);
                      setOwner({ owner: next.owner, index: -1 });
                    }}
                    onChooseStep={chooseNode}
                  />
                ) : shownLeft === 'failures' ? (
                  <FailureReasons view={view} onChooseStep={chooseNode} />
                ) : (
                  <StepTable view={view} chosen={shownNode} onChoose={chooseNode} />
                )}
              </Tabs>
            </Panel>
            <Separator className="split split-column" />
            <Panel id="run-right" minSize={280}>
              <Tabs<Right>
                label="Data of the run"
                value={comparing ? 'compare' : 'items'}
                onChange={setRight}
                tabs={[
                  { id: 'items', label: 'Items' },
                  ...(pair && loop && pair.owner === loop.owner
                    ? [{ id: 'compare', label: 'Compare' } as const]
                    : []),
                ]}
              >
                {comparing && loop && pair ? (
                  <Comparison view={view} loop={loop} pair={pair} onPair={choosePair} />
                ) : step ? (
                  <StepItems view={view} {...step} />
                ) : (
                  <div className="empty">
                    <b>No step chosen</b>
                    Choose a node above to see what went in and what came out.
                  </div>
                )}
              </Tabs>
            </Panel>
          </Group>
        </Panel>
      </Group>
    </main>
  );
}

/** The step of a node whose items are shown: in the chosen iteration where it is in one, else its newest. */
function stepOf({ model }: RunView, node: string | undefined, pair: Pair | undefined) {
  if (node === undefined) return undefined;
  const container = model.graph.nodes.get(node)?.scope.container;
  const loop = pair && model.loops.get(pair.owner);
  if (loop && container?.id === loop.node && pair.b !== undefined) {
    return { node, step: keyInside(loop.owner, pair.b, node) };
  }
  const newest = model.nodes.get(node)?.newest;
  return newest === undefined ? undefined : { node, step: newest };
}

/** A node that waits for somebody: what it has got is what the answer depends on. */
function waitingNode({ model }: RunView): string | undefined {
  for (const { wait, track } of model.open.values()) {
    if (wait?.wait.for === 'approval' || wait?.wait.for === 'decision') return track.id;
  }
  return undefined;
}

/** A run that has ended with failed iterations opens on the first of them. */
function useFirstFailure(
  view: RunView,
  loop: LoopTrack | undefined,
  pair: Pair | undefined,
  onPair: (pair: Pair) => void,
  onRight: (right: Right) => void,
): void {
  const ended = view.model.finishedAt !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the run has ended
  useEffect(() => {
    if (!ended || !loop || pair) return;
    const first = loop.nextFailure(-1, 1);
    if (first === undefined) return;
    onPair(pairWith(loop, first));
    onRight('compare');
  }, [ended, view.run]);
}
