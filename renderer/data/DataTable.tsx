// biome-ignore-all lint/a11y/useSemanticElements: rows and cells that stand by themselves, wherever one has scrolled to, cannot be those of a table
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the same arrow keys choose rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and is walked with the arrow keys
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Item } from '#contract/node';
import { classes, formatCount } from '#renderer/ui';
import { arrange, type Sorting } from './arrange.ts';
import { ColumnHead } from './ColumnHead.tsx';
import { columnsOf, fittedWidths } from './columns.ts';
import { type ItemSource, itemAt, type LoadedItems, placedItems, wantItems } from './item-pages.ts';
import { useWidth } from './use-width.ts';
import { cellText, valueType } from './value-type.ts';

interface DataTableProps {
  label: string;
  source: ItemSource;
  loaded: LoadedItems;
  /** Index of the item that is marked. */
  chosen: number | undefined;
  filter: string;
  mappable: boolean;
  onChoose(index: number): void;
}

const ROW = 22;
const HEAD = 44;
/** Browsers draw no page higher than this many rows. */
const MOST_ROWS = 1_400_000;

/** Items as rows, fields as columns; only what is in sight is drawn and loaded. */
export function DataTable(props: DataTableProps) {
  const { label, source, loaded, chosen, filter, mappable, onChoose } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [sorting, setSorting] = useState<Sorting>();
  const placed = useMemo(() => placedItems(loaded), [loaded]);
  const columns = useMemo(() => columnsOf(placed.map(({ item }) => item)), [placed]);
  const arranged = filter.trim() !== '' || sorting ? arrange(placed, filter, sorting) : undefined;
  const total = loaded.total ?? 0;
  const count = Math.min(MOST_ROWS, arranged?.length ?? total);
  const gutter = Math.max(34, String(total).length * 7 + 14);
  const widths = useMemo(() => fittedWidths(columns, width - gutter), [columns, width, gutter]);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 6,
    paddingStart: HEAD,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => widths[index] ?? 80,
    overscan: 2,
    paddingStart: gutter,
  });
  // The widths are estimates to the library: new ones count only when it is told.
  useEffect(() => {
    if (widths.length > 0) across.measure();
  }, [across, widths]);
  const inSight = rows.getVirtualItems();
  const first = inSight[0]?.index ?? 0;
  const last = inSight.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!arranged) wantItems(source, first, last + 1);
  }, [arranged, source, first, last]);
  const place = arranged ? arranged.findIndex(({ index }) => index === chosen) : chosen;
  useEffect(() => {
    if (place !== undefined && place >= 0 && place < count) rows.scrollToIndex(place, { align: 'auto' });
  }, [place, count, rows]);
  const indexAt = (row: number) => (arranged ? arranged[row]?.index : row);
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    const next = indexAt(Math.max(0, Math.min(count - 1, (place ?? -1) + step)));
    if (next !== undefined) onChoose(next);
  };
  const marked = chosen === undefined ? undefined : itemAt(loaded, chosen);
  const cells = across.getVirtualItems();
  return (
    <>
      {arranged && <ArrangedNote shown={arranged.length} loaded={placed.length} total={total} />}
      <div
        ref={box}
        className="data-table"
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        tabIndex={0}
        onKeyDown={press}
      >
        <div style={{ width: across.getTotalSize(), height: rows.getTotalSize() }} role="presentation">
          <div className="data-heads" role="row" style={{ width: across.getTotalSize() }}>
            <div className="data-index" role="columnheader" style={{ width: gutter }}>
              <span className="sr">Item</span>
            </div>
            {cells.map((cell) => {
              const column = columns[cell.index];
              return column ? (
                <div
                  key={column.name}
                  className="data-head"
                  role="columnheader"
                  style={{ left: cell.start, width: cell.size }}
                >
                  <ColumnHead
                    column={column}
                    chosen={marked?.json[column.name]}
                    sorting={sorting}
                    partial={column.profile.count < total}
                    mappable={mappable}
                    onSort={setSorting}
                  />
                </div>
              ) : null;
            })}
          </div>
          {inSight.map((row) => {
            const index = indexAt(row.index);
            const item = arranged ? arranged[row.index]?.item : itemAt(loaded, row.index);
            return (
              <div
                key={row.key}
                className={classes('data-row', index === chosen && 'is-chosen')}
                role="row"
                aria-rowindex={row.index + 2}
                aria-selected={index === chosen}
                style={{ transform: `translateY(${row.start}px)`, width: across.getTotalSize() }}
                onClick={() => index !== undefined && onChoose(index)}
              >
                <div className="data-index" role="rowheader" style={{ width: gutter }}>
                  {index === undefined ? '' : index + 1}
                </div>
                {columns.length === 0 && item && <div className="no-fields">no fields</div>}
                {cells.map((cell) => (
                  <Cell
                    key={cell.key}
                    item={item}
                    name={columns[cell.index]?.name ?? ''}
                    left={cell.start}
                    width={cell.size}
                  />
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {!arranged && total > MOST_ROWS && (
        <div className="data-note">
          The first {formatCount(MOST_ROWS)} of {formatCount(total)} items can be scrolled to.
        </div>
      )}
    </>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

interface CellProps {
  item: Item | undefined;
  name: string;
  left: number;
  width: number;
}

function Cell({ item, name, left, width }: CellProps) {
  const value = item && Object.hasOwn(item.json, name) ? item.json[name] : undefined;
  const type = valueType(value);
  const text = item ? cellText(value) : '…';
  return (
    <div
      className={classes('data-cell', `cell-${type}`)}
      role="gridcell"
      style={{ left, width }}
      title={text.length > 12 ? text : undefined}
    >
      {text}
    </div>
  );
}

/** Sorting and filtering know only what is loaded; that is said, not hidden. */
function ArrangedNote({ shown, loaded, total }: { shown: number; loaded: number; total: number }) {
  return (
    <div className="data-note">
      {formatCount(shown)} of the {formatCount(loaded)} loaded items
      {loaded < total ? `; ${formatCount(total - loaded)} more are not loaded and not looked at` : ''}
    </div>
  );
}
