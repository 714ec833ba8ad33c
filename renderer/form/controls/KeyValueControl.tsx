import { Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { CodeEditor, hasTemplate } from '#renderer/expression';
import { Button, IconButton } from '#renderer/ui';
import { type Entry, entriesOf, objectOf } from '../entries.ts';
import type { ControlProps } from './control.ts';

/** Names and values in rows, as for headers. A row without a name is kept here until it has one. */
export function KeyValueControl({ field, value, onChange }: ControlProps) {
  const [rows, setRows] = useState<readonly Entry[]>(() => entriesOf(value));
  const written = JSON.stringify(value);
  useEffect(() => {
    setRows((now) =>
      JSON.stringify(objectOf(now)) === written ? now : entriesOf(JSON.parse(written ?? 'null')),
    );
  }, [written]);
  const set = (next: readonly Entry[]) => {
    setRows(next);
    onChange(objectOf(next));
  };
  const put = (index: number, entry: Partial<Entry>) =>
    set(rows.map((row, at) => (at === index ? { ...row, ...entry } : row)));
  return (
    <div className="pairs">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place; names change while typing
        <div key={index} className="pair">
          <input
            className="input mono"
            value={row.name}
            placeholder="Name"
            aria-label={`Name ${index + 1} of ${field.label}`}
            onChange={(event) => put(index, { name: event.target.value })}
          />
          <CodeEditor
            language="template"
            label={`Value of ${row.name || 'the new entry'}`}
            value={valueText(row.value)}
            marked={hasTemplate(row.value)}
            placeholder="Value"
            onChange={(text) => put(index, { value: text })}
          />
          <IconButton
            small
            name={`Remove ${row.name || 'entry'}`}
            icon={<X size={13} aria-hidden />}
            onClick={() => set(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        small
        look="bare"
        className="add-entry"
        onClick={() => setRows([...rows, { name: '', value: '' }])}
      >
        <Plus size={13} aria-hidden />
        Add to {field.label.toLowerCase()}
      </Button>
    </div>
  );
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
