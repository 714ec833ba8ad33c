import { classes, StateGlyph } from '#renderer/ui';
import { type Figure, type NodeRow, textOf } from './node-rows.ts';

const COUNTS: readonly { figure: Figure; label: string }[] = [
  { figure: 'steps', label: 'Steps' },
  { figure: 'in', label: 'In' },
  { figure: 'out', label: 'Out' },
  { figure: 'failed', label: 'Failed' },
  { figure: 'took', label: 'Working' },
];

interface NodeTableProps {
  rows: readonly NodeRow[];
  chosen: string | undefined;
  onChoose(node: string): void;
}

/** Every node of two runs in figures; where they differ, both are shown and marked. */
export function NodeTable({ rows, chosen, onChoose }: NodeTableProps) {
  return (
    <div className="steps">
      <table className="table versus-nodes">
        <colgroup>
          <col />
          <col style={{ width: 24 }} />
          <col style={{ width: 100 }} />
          {COUNTS.map(({ figure }) => (
            <col key={figure} style={{ width: figure === 'took' ? 128 : 62 }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th>Node</th>
            <th>
              <span className="sr">Differs</span>
            </th>
            <th>State</th>
            {COUNTS.map(({ figure, label }) => (
              <th key={figure} className="num">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.node}
              aria-selected={row.node === chosen}
              className={classes(row.differs.size > 0 && 'versus-differs')}
              onClick={() => onChoose(row.node)}
            >
              <td style={{ paddingLeft: 12 + row.depth * 16 }}>
                <button type="button" className="steps-name" onClick={() => onChoose(row.node)}>
                  {row.name}
                </button>
              </td>
              <td className="versus-mark">{row.differs.size > 0 && <span title="differs">≠</span>}</td>
              <td>
                <span className="steps-state">
                  {row.a && row.a.state !== row.b?.state && <StateGlyph state={row.a.state} silent />}
                  {row.b && <StateGlyph state={row.b.state} silent />}
                  <Pair row={row} figure="state" />
                </span>
              </td>
              {COUNTS.map(({ figure }) => (
                <td key={figure} className="num">
                  <Pair row={row} figure={figure} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Pair({ row, figure }: { row: NodeRow; figure: Figure }) {
  const [a, b] = [textOf(row.a, figure), textOf(row.b, figure)];
  if (!row.differs.has(figure)) return <span className={classes(b === '–' && 'dim')}>{b}</span>;
  return (
    <span className="versus-pair" title={`A: ${a}, B: ${b}`}>
      {a} <span aria-hidden>→</span>
      <span className="sr">in A, in B</span> <b>{b}</b>
    </span>
  );
}
