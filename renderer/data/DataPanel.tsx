import { ChevronLeft, ChevronRight } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useMemo } from 'react';
import { useDescription } from '#renderer/catalogue';
import { useFlow } from '#renderer/document';
import { formatCount, IconButton } from '#renderer/ui';
import { choose } from './chosen-item.ts';
import { IterationPicker } from './IterationPicker.tsx';
import { itemAt, outputFrom, placedItems, sourceOf } from './item-pages.ts';
import type { NodeData } from './node-data.ts';
import { PinRow } from './PinRow.tsx';
import { type DataMode, SideView } from './SideView.tsx';
import { sameItem } from './same-item.ts';
import { useDataMode } from './use-data-mode.ts';
import './data.css';

const MODES: readonly { mode: DataMode; label: string }[] = [
  { mode: 'table', label: 'Table' },
  { mode: 'json', label: 'JSON' },
  { mode: 'schema', label: 'Schema' },
];

/** Items looked through for the same one on the other side. */
const NEAR = 1000;

/** A node's data in the run shown: what went in above what came out, the same item marked in both. */
export function DataPanel({ path, node, data }: { path: string; node: string; data: NodeData }) {
  const [mode, setMode] = useDataMode();
  const type = useFlow(path)?.nodes[node]?.type;
  const description = useDescription(type ?? '');
  const { chosen, input, output, step, run } = data;
  const given = run && step !== undefined ? { run: run.run, step, ports: output.ports } : undefined;
  const begins = input.ports.length === 0;
  const total = begins ? output.loaded.total : input.loaded.total;
  const oneForOne = description?.kind === 'item';
  // Sources count through all input ports: they say which item it is only where there is one port.
  const traced = input.ports.length === 1 && input.lentBy === undefined;
  const found = useMemo(() => {
    const counts = { before: input.loaded.total, after: output.loaded.total, oneForOne };
    const others = () => placedItems(output.loaded).slice(0, NEAR);
    const from = traced ? outputFrom(output.loaded, chosen.item) : undefined;
    if (from !== undefined || output.loaded.sources.size > 0) return from;
    return sameItem(itemAt(input.loaded, chosen.item), chosen.item, counts, others);
  }, [input.loaded, output.loaded, chosen.item, oneForOne, traced]);
  const outIndex = chosen.out ?? (begins ? chosen.item : found);
  const chooseIn = (item: number) => choose(path, node, { item, out: undefined });
  const chooseOut = (out: number) => {
    const counts = { before: output.loaded.total, after: input.loaded.total, oneForOne };
    const others = () => placedItems(input.loaded).slice(0, NEAR);
    const known = traced ? sourceOf(output.loaded, out) : undefined;
    const from = begins ? out : (known ?? sameItem(itemAt(output.loaded, out), out, counts, others));
    choose(path, node, from === undefined ? { out } : { item: from, out });
  };
  return (
    <section className="data-panel" aria-label="Data">
      <div className="data-panel-head">
        <b>{data.caught ? 'Caught call' : 'Data'}</b>
        {total !== undefined && total > 0 && (
          <span className="iteration">
            <IconButton
              small
              name="Item before"
              disabled={chosen.item === 0}
              icon={<ChevronLeft size={12} aria-hidden />}
              onClick={() => chooseIn(chosen.item - 1)}
            />
            <span className="cap">
              {total < 10_000 && 'item '}
              {formatCount(chosen.item + 1)} of {formatCount(total)}
            </span>
            <IconButton
              small
              name="Next item"
              disabled={chosen.item >= total - 1}
              icon={<ChevronRight size={12} aria-hidden />}
              onClick={() => chooseIn(chosen.item + 1)}
            />
          </span>
        )}
        <span className="grow" />
        <ToggleGroup.Root
          type="single"
          className="segments small"
          aria-label="How the data is shown"
          value={mode}
          onValueChange={(next) => next && setMode(next as DataMode)}
        >
          {MODES.map((each) => (
            <ToggleGroup.Item key={each.mode} value={each.mode}>
              {each.label}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup.Root>
      </div>
      {!begins && (
        <SideView
          path={path}
          node={node}
          side="in"
          data={input}
          mode={mode}
          aside={step !== undefined && <IterationPicker path={path} node={node} step={step} />}
          chosen={chosen.item}
          onChoose={chooseIn}
          onPort={(inPort) => choose(path, node, { inPort, item: 0, out: undefined })}
        />
      )}
      <SideView
        path={path}
        node={node}
        side="out"
        data={output}
        mode={mode}
        chosen={outIndex}
        onChoose={chooseOut}
        onPort={(outPort) => choose(path, node, { outPort, out: undefined })}
      />
      <PinRow path={path} node={node} ports={output.ports} given={given} />
    </section>
  );
}
