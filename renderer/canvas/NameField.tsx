import { edit } from '#renderer/document';
import { useCanvas } from './canvas-store.ts';
import { usePath } from './path-context.ts';

/** A node's name on its face; a field while it is being changed (F2, double click). */
export function NameField({ id, name }: { id: string; name: string }) {
  const path = usePath();
  const renaming = useCanvas((state) => state.renaming === id);
  const stop = () => useCanvas.setState({ renaming: undefined });
  if (!renaming) {
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: F2 does the same by keys
      <b className="cut grow" title={name} onDoubleClick={() => useCanvas.setState({ renaming: id })}>
        {name}
      </b>
    );
  }
  const take = (value: string) => {
    const typed = value.trim();
    if (typed !== '' && typed !== name) edit(path, { do: 'renameNode', node: id, name: typed });
    stop();
  };
  return (
    <input
      className="face-name nodrag nopan"
      aria-label="Name"
      defaultValue={name}
      // biome-ignore lint/a11y/noAutofocus: the user asked to type here
      autoFocus
      onFocus={(event) => event.target.select()}
      onBlur={(event) => take(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') take(event.currentTarget.value);
        if (event.key === 'Escape') stop();
      }}
    />
  );
}
