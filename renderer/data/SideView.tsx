import { ListFilter } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useNodeRun } from '#renderer/run';
import { formatCount, IconButton, plural, Select, StateGlyph } from '#renderer/ui';
import { BinaryList } from './BinaryList.tsx';
import { DataTable } from './DataTable.tsx';
import { itemAt, placedItems } from './item-pages.ts';
import { JsonView } from './JsonView.tsx';
import type { SideData } from './node-data.ts';
import { SchemaView } from './SchemaView.tsx';

export type DataMode = 'table' | 'json' | 'schema';

interface SideViewProps {
  path: string;
  node: string;
  side: 'in' | 'out';
  data: SideData;
  mode: DataMode;
  chosen: number | undefined;
  /** At the right of the head. */
  aside?: ReactNode;
  onChoose(index: number): void;
  onPort(port: string): void;
}

/** What went in, or what came out: one port of it. */
export function SideView({ path, node, side, data, mode, chosen, aside, onChoose, onPort }: SideViewProps) {
  const [filter, setFilter] = useState<string>();
  const { source, loaded, ports, port, lentBy } = data;
  const name = side === 'in' ? 'In' : 'Out';
  const placed = useMemo(() => placedItems(loaded), [loaded]);
  const values = useMemo(() => placed.slice(0, 1000).map(({ item }) => item.json), [placed]);
  // Where no item here is the chosen one, JSON still shows something: the first.
  const shown = chosen ?? 0;
  const item = itemAt(loaded, shown);
  const cut = useMemo(() => placesCut(loaded.cut, shown), [loaded.cut, shown]);
  const mappable = side === 'in';
  const nodeRun = useNodeRun(path, node);
  const counts = side === 'out' ? nodeRun?.out : undefined;
  return (
    <section className="side" aria-label={name}>
      <div className="side-head">
        <b>{name}</b>
        {ports.length > 1 && (
          <Select
            name={`Port, ${name}`}
            value={port}
            options={ports.map((each) => ({ value: each, label: portLabel(each, counts) }))}
            onChange={onPort}
          />
        )}
        <span className="cut">
          {loaded.total === undefined ? '' : plural(loaded.total, 'item')}
          {mode === 'json' && (loaded.total ?? 0) > 1 ? `, item ${formatCount(shown + 1)}` : ''}
          {lentBy ? ` from ${lentBy}: this node has not run yet` : ''}
        </span>
        {side === 'out' && port !== 'error' && (
          <ErrorCount path={path} node={node} onShow={() => onPort('error')} />
        )}
        <span className="grow" />
        {aside}
        {filter !== undefined && (
          <input
            className="input side-filter"
            placeholder={`Filter ${formatCount(placed.length)} loaded`}
            aria-label={`Filter loaded items, ${name}`}
            value={filter}
            // biome-ignore lint/a11y/noAutofocus: it appears because it was asked for
            autoFocus
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setFilter(undefined)}
          />
        )}
        {mode === 'table' && (loaded.total ?? 0) > 1 && (
          <IconButton
            small
            name="Filter loaded items"
            aria-pressed={filter !== undefined}
            icon={<ListFilter size={12} aria-hidden />}
            onClick={() => setFilter((now) => (now === undefined ? '' : undefined))}
          />
        )}
      </div>
      {loaded.failure && (
        <div className="data-note is-failed">The items cannot be read: {loaded.failure}</div>
      )}
      {source === undefined || loaded.total === 0 ? (
        <div className="side-empty">{emptyText(side, source !== undefined, port)}</div>
      ) : loaded.total === undefined ? (
        <div className="side-empty">{loaded.failure ? 'Nothing could be read.' : 'Reading the items…'}</div>
      ) : mode === 'table' ? (
        <DataTable
          label={`${name}, table`}
          source={source}
          loaded={loaded}
          chosen={chosen}
          filter={filter ?? ''}
          mappable={mappable}
          onChoose={onChoose}
        />
      ) : mode === 'json' ? (
        <JsonView label={`${name}, JSON`} value={item?.json} cut={cut} />
      ) : (
        <SchemaView label={`${name}, schema`} values={values} mappable={mappable} />
      )}
      {loaded.cut.size > 0 && mode !== 'schema' && (
        <div className="data-note">
          {plural(loaded.cut.size, 'value')} too large to show whole; the run has all of it.
        </div>
      )}
      <BinaryList item={item} />
    </section>
  );
}

/** A port with the number of items that left by it. */
function portLabel(port: string, counts: Readonly<Record<string, number>> | undefined): string {
  const count = counts?.[port] ?? 0;
  return count > 0 ? `${port} · ${formatCount(count)}` : port;
}

function emptyText(side: 'in' | 'out', ran: boolean, port: string): string {
  if (!ran) return side === 'in' ? 'Nothing has come in yet.' : 'It has given nothing yet.';
  return side === 'in' ? 'No item came in here.' : `No item left by ${port}.`;
}

/** Failed items that left by the error port. */
function ErrorCount({ path, node, onShow }: { path: string; node: string; onShow(): void }) {
  const failed = useNodeRun(path, node)?.out.error ?? 0;
  if (failed === 0) return null;
  return (
    <button type="button" className="link error-count" onClick={onShow}>
      <StateGlyph state="failed" silent />
      {formatCount(failed)} by error
    </button>
  );
}

/** `3/report/text` of an item as `/report/text`; its data stands under `json`. */
function placesCut(cut: ReadonlySet<string>, index: number): ReadonlySet<string> {
  const prefix = `${index}/json`;
  return new Set([...cut].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)));
}
