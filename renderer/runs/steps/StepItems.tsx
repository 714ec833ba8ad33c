import { RotateCw } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useState } from 'react';
import { Button, STATE_WORDS, StateGlyph } from '#renderer/ui';
import { indicesOf } from '../model/index.ts';
import { canRetryFrom, retryFrom } from '../page/retry.ts';
import type { RunView } from '../page/run-view.ts';
import { type ItemsMode, PortItems } from './PortItems.tsx';
import './steps.css';

interface StepItemsProps {
  view: RunView;
  /** Key of the step. */
  step: string;
  node: string;
}

/** What a step took in, above what it gave. */
export function StepItems({ view, step, node }: StepItemsProps) {
  const [mode, setMode] = useState<ItemsMode>('table');
  const graphNode = view.model.graph.nodes.get(node);
  const track = view.model.nodes.get(node);
  if (!graphNode || !track) return null;
  const run = view.nodeRun(node);
  const { inputs, outputs, container } = graphNode.shape;
  const error = track.error?.step === step ? track.error : undefined;
  const index = indicesOf(step).map((nr) => `[${nr}]`);
  // Asked for anew when the step has ended: its items may have grown since.
  const ended = view.model.open.has(step) ? 'going' : 'ended';
  const common = { run: view.run, step, mode };
  return (
    <section className="step-items" aria-label={`Items of ${view.nameOf(node)}`}>
      <div className="grid-head">
        <StateGlyph state={run.state} silent />
        <b className="cut">{view.nameOf(node)}</b>
        {index.length > 0 && <span className="mono">{index.join('')}</span>}
        <span className="cap">{STATE_WORDS[run.state]}</span>
        <span className="grow" />
        {canRetryFrom(view, graphNode) && (
          <Button small onClick={() => retryFrom(view, { step })}>
            <RotateCw size={12} aria-hidden />
            Retry from here
          </Button>
        )}
        <ToggleGroup.Root
          type="single"
          className="segments small"
          aria-label="How items are shown"
          value={mode}
          onValueChange={(next) => next && setMode(next as ItemsMode)}
        >
          <ToggleGroup.Item value="table">Table</ToggleGroup.Item>
          <ToggleGroup.Item value="json">JSON</ToggleGroup.Item>
        </ToggleGroup.Root>
      </div>
      {error && (
        <p className="runs-error">
          <span className="mono is-failed">{error.code}</span> {error.message}
          {error.hint && <span className="runs-hint">{error.hint}</span>}
        </p>
      )}
      {inputs.length > 0 && (
        <PortItems key={`in ${step} ${ended}`} {...common} title="In" side="in" ports={inputs} />
      )}
      <PortItems
        key={`out ${step} ${ended}`}
        {...common}
        title="Out"
        side="out"
        ports={container ? [...outputs, 'each'] : outputs}
        fullest={(port) => run.out[port] ?? 0}
      />
    </section>
  );
}
