import type { TrustReport } from '#contract/api';

/** What a flow would touch, in rows; of one that touches nothing, that. */
export function TrustRows({ report }: { report: TrustReport }) {
  const rows = rowsOf(report).filter(([, values]) => values.length > 0);
  if (rows.length === 0) return <p className="dim">It touches nothing outside of Flowbench.</p>;
  return (
    <dl className="trust">
      {rows.map(([what, values]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{values.join(', ')}</dd>
        </div>
      ))}
    </dl>
  );
}

function rowsOf(report: TrustReport): readonly (readonly [string, readonly string[]])[] {
  return [
    ['Hosts', report.hosts],
    ['Files', report.files.map(({ path, access }) => `${path} (${access})`)],
    ['Code', report.code],
    ['Needs trust', report.powerful.map(({ node, type }) => `${node} (${type})`)],
    ['Connections', report.connections.map(({ slot, type }) => `${slot} (${type})`)],
    ['Not known here', report.unknownTypes.map(({ node, type }) => `${node} (${type})`)],
    ['Starts by itself', report.triggers.map(({ node, type }) => `${node} (${type})`)],
  ];
}
