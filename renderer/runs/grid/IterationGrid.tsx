import { ChevronLeft, ChevronRight, RotateCw } from 'lucide-react';
import { Button, formatCount, IconButton, plural, Select } from '#renderer/ui';
import { isFailure, type LoopTrack } from '../model/index.ts';
import { canRetryFailed, retryFrom } from '../page/retry.ts';
import { failedIterations, type RunView } from '../page/run-view.ts';
import { CellGrid } from './CellGrid.tsx';
import { CellLegend } from './CellLegend.tsx';
import { FailureReasons } from './FailureReasons.tsx';
import { containersOf, nextFailure, type Pair, pairWith } from './loop-choice.ts';
import { indexText } from './words.ts';
import './grid.css';

interface IterationGridProps {
  view: RunView;
  loop: LoopTrack;
  pair: Pair | undefined;
  onPair(pair: Pair): void;
  onChooseContainer(node: string): void;
  onChooseLoop(loop: LoopTrack): void;
  onChooseStep(node: string): void;
}

/** How the iterations of a loop went, and why those that failed did. */
export function IterationGrid(props: IterationGridProps) {
  const { view, loop, pair, onPair, onChooseContainer, onChooseLoop, onChooseStep } = props;
  const { model, nameOf } = view;
  const containers = containersOf(model).filter(({ id }) => model.loopsOf(id).length > 0);
  const known = model.loopsOf(loop.node).length === 1 ? (view.nodeRun(loop.node).loop?.count ?? 0) : 0;
  const count = Math.max(loop.length, known);
  const mine =
    pair?.owner === loop.owner ? pair : { owner: loop.owner, a: undefined, b: undefined, fixed: false };
  const choose = (index: number, first: boolean) => {
    if (first) {
      onPair({ ...mine, a: index, fixed: true });
      return;
    }
    onPair(pairWith(loop, index, mine));
  };
  return (
    <section className="grid-panel" aria-label={`Iterations of ${nameOf(loop.node)}`}>
      <div className="grid-head">
        {containers.length > 1 ? (
          <span className="grid-select">
            <Select
              name="Container"
              value={loop.node}
              options={containers.map(({ id }) => ({ value: id, label: nameOf(id) }))}
              onChange={onChooseContainer}
            />
          </span>
        ) : (
          <b className="cut">{nameOf(loop.node)}</b>
        )}
        <LoopSteps view={view} loop={loop} onChoose={onChooseLoop} />
        <span className="grow" />
        {canRetryFailed(view, loop) && (
          <Button small onClick={() => retryFrom(view, { step: loop.owner, failedIterations: true })}>
            <RotateCw size={12} aria-hidden />
            Retry failed iterations
          </Button>
        )}
        <FailureSteps view={view} loop={loop} at={mine.b} onChoose={onPair} />
      </div>
      <CellGrid loop={loop} count={count} a={mine.a} b={mine.b} nameOf={nameOf} onChoose={choose} />
      <CellLegend loop={loop} count={count} />
      <div className="grid-reasons">
        <FailureReasons
          view={view}
          loop={loop}
          onChooseIteration={(index) => choose(index, false)}
          onChooseStep={onChooseStep}
        />
      </div>
    </section>
  );
}

/** Goes through an inner container's loops: one for each iteration of the outer. */
function LoopSteps({
  view,
  loop,
  onChoose,
}: {
  view: RunView;
  loop: LoopTrack;
  onChoose(loop: LoopTrack): void;
}) {
  const loops = view.model.loopsOf(loop.node);
  if (!loop.around || loops.length < 2) return null;
  const at = loops.indexOf(loop);
  const go = (step: number) => {
    const next = loops[(at + step + loops.length) % loops.length];
    if (next) onChoose(next);
  };
  const { around } = loop;
  return (
    <span className="grid-steps">
      <span className="cap">
        in {view.nameOf(around.loop.node)}{' '}
        <span className="mono">{indexText(around.loop, around.index)}</span>
      </span>
      <IconButton
        small
        name="Previous outer iteration"
        icon={<ChevronLeft size={14} aria-hidden />}
        onClick={() => go(-1)}
      />
      <IconButton
        small
        name="Next outer iteration"
        icon={<ChevronRight size={14} aria-hidden />}
        onClick={() => go(1)}
      />
    </span>
  );
}

interface FailureStepsProps {
  view: RunView;
  loop: LoopTrack;
  at: number | undefined;
  onChoose(pair: Pair): void;
}

/** Goes from failure to failure, on into the container's other loops. */
function FailureSteps({ view, loop, at, onChoose }: FailureStepsProps) {
  const { failed } = failedIterations(view.model, loop.node);
  if (failed === 0) return null;
  const loops = view.model.loopsOf(loop.node);
  const go = (step: 1 | -1) => {
    const next = nextFailure(loops, { loop, index: at }, step);
    if (next) onChoose(pairWith(next.loop, next.index));
  };
  const within = loops.length === 1 && at !== undefined && isFailure(loop.outcome(at));
  return (
    <span className="grid-steps">
      <IconButton
        small
        look="plain"
        name="Previous failure"
        icon={<ChevronLeft size={14} aria-hidden />}
        onClick={() => go(-1)}
      />
      <span className="grid-rank">
        {within ? `Failure ${loop.failureRank(at)} of ${formatCount(failed)}` : plural(failed, 'failure')}
      </span>
      <IconButton
        small
        look="plain"
        name="Next failure"
        icon={<ChevronRight size={14} aria-hidden />}
        onClick={() => go(1)}
      />
    </span>
  );
}
