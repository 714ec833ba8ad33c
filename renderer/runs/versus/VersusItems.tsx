import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { Item } from '#contract/node';
import { engine, sentenceOf } from '#renderer/api';
import { classes, IconButton, plural, Select } from '#renderer/ui';
import { indicesOf } from '../model/index.ts';
import type { RunView } from '../page/run-view.ts';
import { itemSections } from './item-sections.ts';

const PAGE = 20;

interface VersusItemsProps {
  a: RunView;
  b: RunView;
  node: string;
}

/** The items of a node's step in two runs, side by side. */
export function VersusItems({ a, b, node }: VersusItemsProps) {
  const ports = portsOf(a, b, node);
  const [chosen, setChosen] = useState<string>();
  const [from, setFrom] = useState(0);
  const [onlyDiffering, setOnly] = useState(true);
  const onlyId = useId();
  const port =
    ports.find(({ id }) => id === chosen) ?? ports.find(({ id }) => id.startsWith('out')) ?? ports[0];
  const step = stepOf(a, b, node);
  const data = useBoth(a.run, b.run, step, port, from);
  if (!step || !port) return <div className="empty">{b.nameOf(node)} did nothing in either run.</div>;
  const sections = itemSections(data.a?.items ?? [], data.b?.items ?? [], from);
  const shown = onlyDiffering ? sections.filter(({ differs }) => differs) : sections;
  const most = Math.max(data.a?.total ?? 0, data.b?.total ?? 0);
  const index = indicesOf(step).map((nr) => `[${nr}]`);
  return (
    <section className="compare" aria-label={`Items of ${b.nameOf(node)} in both runs`}>
      <div className="grid-head">
        <b className="cut">{b.nameOf(node)}</b>
        {index.length > 0 && <span className="mono">{index.join('')}</span>}
        <span className="versus-port">
          <Select
            name="Items shown"
            value={port.id}
            options={ports.map(({ id, label }) => ({ value: id, label }))}
            onChange={(next) => {
              setChosen(next);
              setFrom(0);
            }}
          />
        </span>
        <span className="grow" />
        <label className="compare-mark" htmlFor={onlyId}>
          <input
            id={onlyId}
            type="checkbox"
            checked={onlyDiffering}
            onChange={(event) => setOnly(event.target.checked)}
          />
          only what differs
        </label>
      </div>
      {data.failure ? (
        <div className="empty">The items cannot be read: {data.failure}</div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <div className="compare-body" tabIndex={0}>
          <table className="compare-table compare-marked">
            <colgroup>
              <col className="compare-names" />
              <col style={{ width: 24 }} />
              <col />
              <col />
            </colgroup>
            <thead>
              <tr>
                <th>
                  <span className="sr">Field</span>
                </th>
                <th>
                  <span className="sr">Differs</span>
                </th>
                <th>
                  <b>A</b> {data.a && plural(data.a.total, 'item')}
                </th>
                <th>
                  <b>B</b> {data.b && plural(data.b.total, 'item')}
                </th>
              </tr>
            </thead>
            {shown.map((section) => (
              <tbody key={section.index}>
                <tr className="compare-title">
                  <th colSpan={4} scope="rowgroup">
                    Item {section.index}
                    {section.differs ? '' : ', the same'}
                  </th>
                </tr>
                {section.rows
                  .filter(({ differs }) => differs || !onlyDiffering)
                  .map(({ name, a: left, b: right, differs }) => (
                    <tr key={name} className={classes(differs && 'compare-differs')}>
                      <td title={name}>{name}</td>
                      <td>{differs && <span title="differs">≠</span>}</td>
                      <Value text={left} />
                      <Value text={right} />
                    </tr>
                  ))}
              </tbody>
            ))}
          </table>
          {data.a && data.b && shown.length === 0 && (
            <p className="compare-wait cap">
              {most === 0 ? 'No items in either run.' : 'All items here are the same.'}
            </p>
          )}
          {!data.a && <p className="compare-wait cap">Reading the items…</p>}
        </div>
      )}
      {most > PAGE && (
        <div className="compare-foot">
          <IconButton
            small
            name="Earlier items"
            icon={<ChevronLeft size={14} aria-hidden />}
            disabled={from === 0}
            onClick={() => setFrom(Math.max(0, from - PAGE))}
          />
          <span className="cap">
            {from} to {Math.min(from + PAGE, most) - 1} of {plural(most, 'item')}
          </span>
          <IconButton
            small
            name="Later items"
            icon={<ChevronRight size={14} aria-hidden />}
            disabled={from + PAGE >= most}
            onClick={() => setFrom(from + PAGE)}
          />
        </div>
      )}
    </section>
  );
}

function Value({ text }: { text: string | undefined }) {
  return (
    <td className="mono" title={text}>
      {text ?? <span className="dim">–</span>}
    </td>
  );
}

interface Port {
  id: string;
  label: string;
  side: 'in' | 'out';
  port: string;
}

/** The ports of a node in either run's flow. */
function portsOf(a: RunView, b: RunView, node: string): Port[] {
  const shape = (b.model.graph.nodes.get(node) ?? a.model.graph.nodes.get(node))?.shape;
  if (!shape) return [];
  const port = (side: 'in' | 'out', name: string): Port => ({
    id: `${side} ${name}`,
    label: `${side === 'in' ? 'In' : 'Out'}: ${name}`,
    side,
    port: name,
  });
  return [...shape.inputs.map((name) => port('in', name)), ...shape.outputs.map((name) => port('out', name))];
}

/** The step that is looked at in both runs: one that failed in one of them, else the newest. */
function stepOf(a: RunView, b: RunView, node: string): string | undefined {
  const [one, two] = [a.model.nodes.get(node), b.model.nodes.get(node)];
  return two?.error?.step ?? one?.error?.step ?? two?.newest ?? one?.newest;
}

interface Both {
  a?: { total: number; items: readonly Item[] };
  b?: { total: number; items: readonly Item[] };
  failure?: string;
}

function useBoth(a: string, b: string, step: string | undefined, port: Port | undefined, from: number): Both {
  const [data, setData] = useState<Both>({});
  const [side, name] = [port?.side, port?.port];
  useEffect(() => {
    if (step === undefined || side === undefined || name === undefined) return;
    const stop = new AbortController();
    const read = (run: string) =>
      engine.runs.items({ run, step, side, port: name, from, count: PAGE }, { signal: stop.signal });
    setData({});
    Promise.all([read(a), read(b)])
      .then(([one, two]) => {
        if (!stop.signal.aborted) setData({ a: one, b: two });
      })
      .catch((thrown) => {
        if (!stop.signal.aborted) setData({ failure: sentenceOf(thrown) });
      });
    return () => stop.abort();
  }, [a, b, step, side, name, from]);
  return data;
}
