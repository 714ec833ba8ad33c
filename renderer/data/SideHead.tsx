import { ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNodeRun } from '#renderer/run';
import { formatCount, IconButton, plural, Select, StateGlyph } from '#renderer/ui';
import type { SideData } from './node-data.ts';

interface SideHeadProps {
  path: string;
  node: string;
  side: 'in' | 'out';
  data: SideData;
  /** What else is said behind the number of items. */
  note: string;
  /** Undefined while nothing is filtered. */
  filter: string | undefined;
  filters: boolean;
  /** Items at hand. */
  atHand: number;
  aside: ReactNode;
  onPort(port: string): void;
  onFilter(filter: string | undefined): void;
}

/** The line above a list: which port, how many items, filter. */
export function SideHead(props: SideHeadProps) {
  const { path, node, side, data, note, filter, filters, atHand, aside, onPort, onFilter } = props;
  const { loaded, ports, port } = data;
  const name = side === 'in' ? 'In' : 'Out';
  const out = useNodeRun(path, node)?.out;
  const counts = side === 'out' ? out : undefined;
  return (
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
        {note}
      </span>
      {side === 'out' && port !== 'error' && (
        <ErrorCount failed={out?.error ?? 0} onShow={() => onPort('error')} />
      )}
      <span className="grow" />
      {aside}
      {filter !== undefined && (
        <input
          className="input side-filter"
          placeholder={`Filter ${formatCount(atHand)} loaded`}
          aria-label={`Filter loaded items, ${name}`}
          value={filter}
          // biome-ignore lint/a11y/noAutofocus: it appears because it was asked for
          autoFocus
          onChange={(event) => onFilter(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onFilter(undefined)}
        />
      )}
      {filters && (
        <IconButton
          small
          name="Filter loaded items"
          aria-pressed={filter !== undefined}
          icon={<ListFilter size={12} aria-hidden />}
          onClick={() => onFilter(filter === undefined ? '' : undefined)}
        />
      )}
    </div>
  );
}

/** A port with the number of items that left by it. */
function portLabel(port: string, counts: Readonly<Record<string, number>> | undefined): string {
  const count = counts?.[port] ?? 0;
  return count > 0 ? `${port} · ${formatCount(count)}` : port;
}

/** Failed items that left by the error port. */
function ErrorCount({ failed, onShow }: { failed: number; onShow(): void }) {
  if (failed === 0) return null;
  return (
    <button type="button" className="link error-count" onClick={onShow}>
      <StateGlyph state="failed" silent />
      {formatCount(failed)} by error
    </button>
  );
}
