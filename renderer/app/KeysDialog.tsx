import { CANVAS_KEYS } from '#renderer/canvas';
import { Dialog, keyText } from '#renderer/ui';
import { COMMANDS } from './commands.ts';
import { useCommands } from './commands-store.ts';

/** Every key and what it does. */
export function KeysDialog() {
  const { keysOpen, showKeys } = useCommands();
  if (!keysOpen) return null;
  const commands = COMMANDS.filter((command) => command.keys).map(
    ({ keys, name }) => [keys?.map((each) => keyText(each)).join(', ') ?? '', name] as const,
  );
  return (
    <Dialog title="Keys" wide onClose={() => showKeys(false)}>
      <div className="keys">
        <KeyList title="Everywhere" rows={commands} />
        <KeyList title="On the canvas" rows={CANVAS_KEYS} />
      </div>
    </Dialog>
  );
}

function KeyList({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd className="kbd">{keyText(keys)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
