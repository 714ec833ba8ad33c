import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatPath } from '#contract/flow';
import { type FormField, moved, ProblemLines } from '#renderer/form';
import { Button, IconButton } from '#renderer/ui';
import type { FieldsComponent } from './fields-component.ts';
import { useInspected, useSetParam } from './inspector-context.ts';
import { MapAll } from './MapAll.tsx';
import { problemsAt } from './node-problems.ts';

interface ObjectsFieldProps {
  field: FormField;
  path: readonly (string | number)[];
  value: unknown;
  Fields: FieldsComponent;
}

/** A list of entries with fields of their own: added, removed and put in order here. */
export function ObjectsField({ field, path, value, Fields }: ObjectsFieldProps) {
  const set = useSetParam();
  const { problems } = useInspected();
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const put = (next: readonly unknown[]) => set(path, next.length > 0 ? next : undefined);
  const maps =
    field.fields.length === 2 && ['name', 'value'].every((key, at) => field.fields[at]?.key === key);
  return (
    <div className="param" data-param={formatPath(path)}>
      <div className="field-label">
        <span>{field.label}</span>
        <span className="cap">{entries.length > 0 ? entries.length : 'none'}</span>
        <span className="grow" />
        {maps && <MapAll entries={entries} onChange={put} />}
      </div>
      <ProblemLines problems={problemsAt(problems, path, field.kind)} />
      <div className="entries">
        {entries.map((entry, index) => (
          <EntryBox
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place
            key={index}
            title={`${field.label}, ${index + 1} of ${entries.length}`}
            actions={
              <>
                <IconButton
                  small
                  name="Move up"
                  keys="Alt+↑"
                  disabled={index === 0}
                  icon={<ArrowUp size={12} aria-hidden />}
                  onClick={() => put(moved(entries, index, index - 1))}
                />
                <IconButton
                  small
                  name="Move down"
                  keys="Alt+↓"
                  disabled={index === entries.length - 1}
                  icon={<ArrowDown size={12} aria-hidden />}
                  onClick={() => put(moved(entries, index, index + 1))}
                />
                <IconButton
                  small
                  name={`Remove entry ${index + 1}`}
                  icon={<X size={13} aria-hidden />}
                  onClick={() => put(entries.filter((_, at) => at !== index))}
                />
              </>
            }
            onMove={(step) => put(moved(entries, index, index + step))}
          >
            <Fields
              fields={field.fields}
              path={[...path, index]}
              values={typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {}}
            />
          </EntryBox>
        ))}
      </div>
      <Button small look="bare" className="add-entry" onClick={() => put([...entries, {}])}>
        <Plus size={13} aria-hidden />
        Add to {field.label.toLowerCase()}
      </Button>
      {entries.length === 0 && field.help && <div className="field-hint">{field.help}</div>}
    </div>
  );
}

interface EntryBoxProps {
  title: string;
  actions: ReactNode;
  children: ReactNode;
  onMove(step: 1 | -1): void;
}

function EntryBox({ title, actions, children, onMove }: EntryBoxProps) {
  return (
    <fieldset
      className="entry"
      aria-label={title}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        if (event.defaultPrevented) return;
        event.preventDefault();
        onMove(event.key === 'ArrowUp' ? -1 : 1);
      }}
    >
      <div className="entry-actions">{actions}</div>
      <div className="entry-fields">{children}</div>
    </fieldset>
  );
}
