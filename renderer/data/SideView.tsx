import { type ReactNode, useMemo, useState } from 'react';
import { formatCount, plural } from '#renderer/ui';
import { DataTable } from './DataTable.tsx';
import { BinaryList } from './files/BinaryList.tsx';
import { itemAt, placedItems } from './item-pages.ts';
import { JsonView } from './JsonView.tsx';
import type { SideData } from './node-data.ts';
import { SchemaView } from './SchemaView.tsx';
import { SideHead } from './SideHead.tsx';

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
export function SideView(props: SideViewProps) {
  const { path, node, side, data, mode, chosen, aside, onChoose, onPort } = props;
  const [filter, setFilter] = useState<string>();
  const { loaded, lentBy } = data;
  const name = side === 'in' ? 'In' : 'Out';
  const placed = useMemo(() => placedItems(loaded), [loaded]);
  // Where no item here is the chosen one, JSON still shows something: the first.
  const shown = chosen ?? 0;
  const several = (loaded.total ?? 0) > 1;
  const note = [
    mode === 'json' && several ? `, item ${formatCount(shown + 1)}` : '',
    lentBy ? ` from ${lentBy}: this node has not run yet` : '',
  ];
  return (
    <section className="side" aria-label={name}>
      <SideHead
        path={path}
        node={node}
        side={side}
        data={data}
        note={note.join('')}
        filter={mode === 'table' ? filter : undefined}
        filters={mode === 'table' && several}
        atHand={placed.length}
        aside={aside}
        onPort={onPort}
        onFilter={setFilter}
      />
      {loaded.failure && (
        <div className="data-note is-failed">The items cannot be read: {loaded.failure}</div>
      )}
      <SideBody
        label={name}
        data={data}
        mode={mode}
        chosen={chosen}
        shown={shown}
        filter={filter ?? ''}
        onChoose={onChoose}
      />
      {loaded.cut.size > 0 && mode !== 'schema' && (
        <div className="data-note">
          {plural(loaded.cut.size, 'value')} too large to show whole; the run has all of it.
        </div>
      )}
      <BinaryList item={itemAt(loaded, shown)} />
    </section>
  );
}

interface SideBodyProps {
  label: 'In' | 'Out';
  data: SideData;
  mode: DataMode;
  chosen: number | undefined;
  /** Item shown as JSON. */
  shown: number;
  filter: string;
  onChoose(index: number): void;
}

function SideBody({ label, data, mode, chosen, shown, filter, onChoose }: SideBodyProps) {
  const { source, loaded, port } = data;
  const values = useMemo(
    () =>
      placedItems(loaded)
        .slice(0, 1000)
        .map(({ item }) => item.json),
    [loaded],
  );
  const cut = useMemo(() => placesCut(loaded.cut, shown), [loaded.cut, shown]);
  const mappable = label === 'In';
  const empty = emptyText(data, label, port);
  if (source === undefined || empty !== undefined) return <div className="side-empty">{empty}</div>;
  switch (mode) {
    case 'table':
      return (
        <DataTable
          label={`${label}, table`}
          source={source}
          loaded={loaded}
          chosen={chosen}
          filter={filter}
          mappable={mappable}
          onChoose={onChoose}
        />
      );
    case 'json':
      return <JsonView label={`${label}, JSON`} value={itemAt(loaded, shown)?.json} cut={cut} />;
    case 'schema':
      return <SchemaView label={`${label}, schema`} values={values} mappable={mappable} />;
  }
}

/** Why there is nothing to show; undefined where there is something. */
function emptyText({ source, loaded }: SideData, label: 'In' | 'Out', port: string): string | undefined {
  if (!source) return label === 'In' ? 'Nothing has come in yet.' : 'It has given nothing yet.';
  if (loaded.total === undefined) return loaded.failure ? 'Nothing could be read.' : 'Reading the items…';
  if (loaded.total > 0) return undefined;
  return label === 'In' ? 'No item came in here.' : `No item left by ${port}.`;
}

/** `3/json/report` of an item as `/report`. */
function placesCut(cut: ReadonlySet<string>, index: number): ReadonlySet<string> {
  const prefix = `${index}/json`;
  return new Set(
    [...cut].filter((path) => path.startsWith(`${prefix}/`)).map((path) => path.slice(prefix.length)),
  );
}
