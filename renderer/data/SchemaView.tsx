import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { accessText, dragField, useInsertTarget } from '#renderer/expression';
import { classes } from '#renderer/ui';
import { type SchemaRow, schemaOf } from './schema-of.ts';
import { TYPE_MARKS, TYPE_WORDS } from './value-type.ts';

interface SchemaViewProps {
  label: string;
  /** Data of the items at hand. */
  values: readonly unknown[];
  mappable: boolean;
}

/** The fields of the items at hand: their types, how often they are there, an example. */
export function SchemaView({ label, values, mappable }: SchemaViewProps) {
  const box = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => schemaOf(values), [values]);
  const target = useInsertTarget((state) => state.target);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 22,
    overscan: 10,
  });
  return (
    <ul ref={box} className="schema-view" aria-label={label}>
      <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
        {list.getVirtualItems().map((at) => {
          const row = rows[at.index];
          return row ? (
            <li key={at.key} className="schema-place" style={{ transform: `translateY(${at.start}px)` }}>
              <button
                type="button"
                className="schema-row"
                draggable={mappable}
                disabled={!mappable}
                title={`${accessText(row.path)}: ${TYPE_WORDS[row.type]}${target && mappable ? `. Press to insert into ${target.label}` : ''}`}
                onDragStart={(event) => dragField(event.dataTransfer, row.path)}
                onClick={() => target?.insert(row.path)}
              >
                <Row row={row} />
              </button>
            </li>
          ) : null;
        })}
      </div>
    </ul>
  );
}

function Row({ row }: { row: SchemaRow }) {
  const inList = row.path.at(-2) === 0;
  return (
    <>
      <span style={{ width: row.depth * 14, flex: 'none' }} />
      <span className="type-mark">{TYPE_MARKS[row.type]}</span>
      <span className="schema-name cut">
        {inList && <span className="dim">[ ] </span>}
        {row.name}
      </span>
      <span className="schema-sample cut">{row.sample}</span>
      <span className={classes('schema-share', row.share < 1 && 'is-partial')}>
        {row.share === 1 ? 'always' : `${Math.max(1, Math.round(row.share * 100))} %`}
      </span>
    </>
  );
}
