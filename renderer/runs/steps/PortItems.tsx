import { useEffect, useMemo, useState } from 'react';
import {
  BinaryList,
  DataTable,
  type ItemSource,
  itemAt,
  JsonView,
  refreshItems,
  useLoadedItems,
  wantItems,
} from '#renderer/data';
import { plural, Select } from '#renderer/ui';

export type ItemsMode = 'table' | 'json';

interface PortItemsProps {
  run: string;
  step: string;
  title: string;
  side: 'in' | 'out';
  ports: readonly string[];
  mode: ItemsMode;
  /** How many items a port has, to show the fullest first; without it the first port is shown. */
  fullest?(port: string): number;
}

/** The items of one side of a step, one port of it at a time. */
export function PortItems({ run, step, title, side, ports, mode, fullest }: PortItemsProps) {
  const [chosenPort, setPort] = useState<string>();
  const [chosen, setChosen] = useState(0);
  const port = chosenPort ?? firstPort(ports, fullest);
  const source = useMemo<ItemSource | undefined>(
    () => (port === undefined ? undefined : { run, step, side, port }),
    [run, step, side, port],
  );
  const loaded = useLoadedItems(source);
  useEffect(() => {
    if (!source) return;
    wantItems(source, 0, 1);
    // What was loaded while the step went on may have grown.
    refreshItems(source);
  }, [source]);
  const cut = useMemo(() => placesCut(loaded.cut, chosen), [loaded.cut, chosen]);
  if (!source) return null;
  const total = loaded.total ?? 0;
  return (
    <section className="port-items" aria-label={title}>
      <div className="port-head">
        <b>{title}</b>
        {ports.length > 1 && (
          <Select
            name={`Port, ${title}`}
            value={source.port}
            options={ports.map((each) => ({ value: each, label: each === 'each' ? 'goes through' : each }))}
            onChange={(next) => {
              setPort(next);
              setChosen(0);
            }}
          />
        )}
        <small>{loaded.total === undefined ? 'reading…' : plural(total, 'item')}</small>
      </div>
      {loaded.failure && <p className="port-note is-failed">The items cannot be read: {loaded.failure}</p>}
      {total > 0 &&
        (mode === 'table' ? (
          <DataTable
            label={`${title}, table`}
            source={source}
            loaded={loaded}
            chosen={chosen}
            filter=""
            mappable={false}
            onChoose={setChosen}
          />
        ) : (
          <JsonView
            label={`${title}, JSON of item ${chosen}`}
            value={itemAt(loaded, chosen)?.json}
            cut={cut}
          />
        ))}
      <BinaryList item={itemAt(loaded, chosen)} />
      {loaded.cut.size > 0 && (
        <p className="cap port-note">{plural(loaded.cut.size, 'value')} too large to show whole.</p>
      )}
    </section>
  );
}

function firstPort(ports: readonly string[], count: ((port: string) => number) | undefined) {
  return count ? [...ports].sort((a, b) => count(b) - count(a))[0] : ports[0];
}

/** `3/json/report` of the chosen item as `/report`. */
function placesCut(cut: ReadonlySet<string>, chosen: number): ReadonlySet<string> {
  const prefix = `${chosen}/json`;
  return new Set([...cut].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)));
}
