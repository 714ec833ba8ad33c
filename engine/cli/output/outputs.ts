import type { Item } from '#contract/node';
import { formatCount } from './duration.ts';
import type { Sink } from './sink.ts';
import type { Style } from './style.ts';
import { formatTable } from './table.ts';

type Outputs = Readonly<Record<string, Readonly<Record<string, readonly Item[]>>>>;

/** Writes what a run gave, one table per port that items left by. */
export async function writeOutputs(sink: Sink, style: Style, outputs: Outputs): Promise<void> {
  for (const [node, ports] of Object.entries(outputs)) {
    const used = Object.entries(ports).filter(([, items]) => items.length > 0);
    if (used.length === 0) await sink.write(`${style('bold', node)}: no items\n\n`);
    for (const [port, items] of used) {
      const title = `${style('bold', Object.keys(ports).length > 1 ? `${node}:${port}` : node)}`;
      const rows = items.map(rowOf);
      const table = formatTable(rows, { width: sink.width, header: (text) => style('dim', text) });
      const fields = table.length === 0 ? ', no fields' : '';
      const lines = [`${title} (${formatCount(items.length, 'item')}${fields})`, ...table];
      await sink.write(`${lines.join('\n')}\n\n`);
    }
  }
}

/** An item as a table row: its fields, and the names of its files. */
function rowOf({ json, binary }: Item): Record<string, unknown> {
  const files = Object.entries(binary ?? {}).map(([name, file]) => [
    name,
    `${file.name} (${file.size} bytes)`,
  ]);
  return { ...json, ...Object.fromEntries(files) };
}
