import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { formatCount } from '#renderer/ui';
import { type JsonLine, jsonLines } from './json-lines.ts';

interface JsonViewProps {
  label: string;
  value: unknown;
  /** Places the engine has cut, such as `/report/text`. */
  cut: ReadonlySet<string>;
}

/** A value as JSON that folds; only the lines in sight are drawn. */
export function JsonView({ label, value, cut }: JsonViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => jsonLines(value, folded), [value, folded]);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => 18,
    overscan: 12,
  });
  const toggle = (place: string) =>
    setFolded((now) => {
      const next = new Set(now);
      if (!next.delete(place)) next.add(place);
      return next;
    });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section ref={box} className="json-view" aria-label={label} tabIndex={0}>
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((row) => {
          const line = lines[row.index];
          return line ? (
            <div
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              className="json-line"
              style={{ transform: `translateY(${row.start}px)`, paddingLeft: 18 + line.depth * 12 }}
            >
              <Line line={line} cut={cut.has(line.place)} onToggle={() => toggle(line.place)} />
            </div>
          ) : null;
        })}
      </div>
    </section>
  );
}

function Line({ line, cut, onToggle }: { line: JsonLine; cut: boolean; onToggle(): void }) {
  const { key, kind, text, comma, more } = line;
  const folds = kind === 'open' || (kind === 'folded' && text.length > 2);
  const Chevron = kind === 'open' ? ChevronDown : ChevronRight;
  return (
    <>
      {folds && (
        <button
          type="button"
          className="json-fold"
          aria-expanded={kind === 'open'}
          aria-label={`${kind === 'open' ? 'Fold' : 'Unfold'} ${key ?? 'value'}`}
          onClick={onToggle}
        >
          <Chevron size={11} aria-hidden />
        </button>
      )}
      {key !== undefined && <span className="json-key">{JSON.stringify(key)}: </span>}
      <span className={`json-${kind}`}>{text}</span>
      {comma && ','}
      {(more > 0 || cut) && kind !== 'open' && (
        <span className="json-more">
          {more > 0 ? ` … ${formatCount(more)} more signs` : ''}
          {cut ? ' … cut here: too large to show' : ''}
        </span>
      )}
    </>
  );
}
