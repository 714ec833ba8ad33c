import { useEffect, useState } from 'react';
import type { ItemPage } from '#contract/api';
import type { Item } from '#contract/node';
import { engine, sentenceOf } from '#renderer/api';
import { formatCount, plural, STATE_WORDS, StateGlyph } from '#renderer/ui';
import { flatten } from '../compare/flatten.ts';
import { indicesOf } from '../model/index.ts';
import type { RunView } from '../page/run-view.ts';

/** Items asked for at once, and columns shown of them. */
const PAGE = 100;
const MOST_COLUMNS = 24;

interface StepItemsProps {
  view: RunView;
  /** Key of the step. */
  step: string;
  node: string;
}

/** What a step took in, above what it gave. */
export function StepItems({ view, step, node }: StepItemsProps) {
  const graphNode = view.model.graph.nodes.get(node);
  const run = view.nodeRun(node);
  const { track } = { track: view.model.nodes.get(node) };
  const ended = !view.model.open.has(step);
  if (!graphNode) return null;
  const { inputs, outputs, container } = graphNode.shape;
  const error = track?.error?.step === step ? track.error : undefined;
  const index = indicesOf(step);
  return (
    <section className="step-items" aria-label={`Items of ${view.nameOf(node)}`}>
      <div className="grid-head">
        <StateGlyph state={run.state} silent />
        <b className="cut">{view.nameOf(node)}</b>
        {index.length > 0 && <span className="mono">{index.map((nr) => `[${nr}]`).join('')}</span>}
        <span className="cap">{STATE_WORDS[run.state]}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div className="step-items-body" tabIndex={0}>
        {error && (
          <p className="runs-error" role="note">
            <span className="mono is-failed">{error.code}</span> {error.message}
            {error.hint && <span className="runs-hint">{error.hint}</span>}
          </p>
        )}
        {inputs.map((port) => (
          <PortItems
            key={`in ${port}`}
            title={inputs.length > 1 ? `In, ${port}` : 'In'}
            query={{ run: view.run, step, side: 'in', port }}
            ended={ended}
          />
        ))}
        {[...(container ? ['each'] : []), ...outputs].map((port) => (
          <PortItems
            key={`out ${port}`}
            title={port === 'each' ? 'Goes through' : outputs.length > 1 ? `Out, ${port}` : 'Out'}
            query={{ run: view.run, step, side: 'out', port }}
            ended={ended}
            quiet={outputs.length > 1}
          />
        ))}
      </div>
    </section>
  );
}

interface PortItemsProps {
  title: string;
  query: { run: string; step: string; side: 'in' | 'out'; port: string };
  /** The step has ended: its items will not change any more. */
  ended: boolean;
  /** Says nothing where nothing is. */
  quiet?: boolean;
}

function PortItems({ title, query, ended, quiet }: PortItemsProps) {
  const { run, step, side, port } = query;
  const [page, setPage] = useState<ItemPage>();
  const [failure, setFailure] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again once the step has ended
  useEffect(() => {
    const stop = new AbortController();
    setFailure(undefined);
    engine.runs
      .items({ run, step, side, port, count: PAGE }, { signal: stop.signal })
      .then((answer) => !stop.signal.aborted && setPage(answer))
      .catch((thrown) => !stop.signal.aborted && setFailure(sentenceOf(thrown)));
    return () => stop.abort();
  }, [run, step, side, port, ended]);
  if (quiet && page?.total === 0) return null;
  return (
    <div className="port-items">
      <div className="port-head">
        <b>{title}</b>
        <small>{page && (page.total === 0 ? 'no items' : plural(page.total, 'item'))}</small>
      </div>
      {failure && <p className="cap port-note">The items cannot be read: {failure}</p>}
      {page && page.items.length > 0 && <ItemTable items={page.items} label={title} />}
      {page && (page.total > page.items.length || page.cut.length > 0) && (
        <p className="cap port-note">
          {page.total > page.items.length && `The first ${page.items.length} of ${formatCount(page.total)}. `}
          {page.cut.length > 0 && `${plural(page.cut.length, 'value')} too large to show whole.`}
        </p>
      )}
    </div>
  );
}

function ItemTable({ items, label }: { items: readonly Item[]; label: string }) {
  const rows = items.map((item) => new Map(flatten(item.json, 60).map(({ path, text }) => [path, text])));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const shown = columns.slice(0, MOST_COLUMNS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <div className="port-scroll" tabIndex={0}>
      <table className="table port-table" aria-label={label}>
        <thead>
          <tr>
            <th className="num">#</th>
            {shown.map((column) => (
              <th key={column}>{column === '' ? 'empty item' : column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, nr) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an item is known by its position
            <tr key={nr}>
              <td className="num dim">{nr}</td>
              {shown.map((column) => (
                <td key={column} className="mono" title={row.get(column)}>
                  {row.get(column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {columns.length > shown.length && (
        <p className="cap port-note">{columns.length - shown.length} more fields are not shown.</p>
      )}
    </div>
  );
}
