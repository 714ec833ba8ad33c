import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useFlow } from '#renderer/document';
import { useShownRun } from '#renderer/run';
import { formatCount, IconButton } from '#renderer/ui';
import { choose } from './chosen-item.ts';
import { inIteration, iterationsOf } from './step-key.ts';

interface IterationPickerProps {
  path: string;
  node: string;
  step: string;
}

/** For a node in loops: whose iteration's data is shown, `[57]` of so many. */
export function IterationPicker({ path, node, step }: IterationPickerProps) {
  const flow = useFlow(path);
  const run = useShownRun(path);
  return iterationsOf(step).map(({ container, index }) => {
    const count = run?.nodes[container]?.loop?.count;
    const name = flow?.nodes[container]?.name ?? container;
    const go = (next: number) =>
      choose(path, node, { step: inIteration(step, container, next), item: 0, out: undefined });
    return (
      <span key={container} className="iteration" title={`Iteration of ${name}`}>
        <IconButton
          small
          name={`Iteration of ${name} before`}
          icon={<ChevronLeft size={12} aria-hidden />}
          disabled={index === 0}
          onClick={() => go(index - 1)}
        />
        <span className="mono">[{index}]</span>
        {count !== undefined && <span className="cap">of {formatCount(count)}</span>}
        <IconButton
          small
          name={`Next iteration of ${name}`}
          icon={<ChevronRight size={12} aria-hidden />}
          disabled={count !== undefined && index >= count - 1}
          onClick={() => go(index + 1)}
        />
      </span>
    );
  });
}
