import { useScene } from '#renderer/expression';
import { Button, plural, Tooltip } from '#renderer/ui';
import { fillByName, type MappedField, missingFields } from './map-fields.ts';

/** Maps by name: entries without a value get the field that is called the same; then the fields still missing are added. */
export function MapAll(props: { entries: readonly unknown[]; onChange(entries: readonly unknown[]): void }) {
  const inputs = (useScene()?.fields ?? []).map(({ path }) => path);
  const entries = props.entries.map((entry) => (entry ?? {}) as MappedField);
  const filled = fillByName(entries, inputs);
  const matches = filled.filter((entry, index) => entry !== entries[index]).length;
  const missing = missingFields(entries, inputs);
  if (matches > 0) {
    return (
      <Tooltip text="Gives every field without a value the incoming field of the same name">
        <Button small look="bare" className="map-all" onClick={() => props.onChange(filled)}>
          Fill {matches} by name
        </Button>
      </Tooltip>
    );
  }
  if (missing.length === 0) return null;
  return (
    <Tooltip text={`Adds ${missing.map(({ name }) => name).join(', ')}`.slice(0, 300)}>
      <Button small look="bare" className="map-all" onClick={() => props.onChange([...entries, ...missing])}>
        Map all: add {plural(missing.length, 'field')}
      </Button>
    </Tooltip>
  );
}
