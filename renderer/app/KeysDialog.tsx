import { CANVAS_KEYS } from '#renderer/canvas';
import { Dialog } from '#renderer/ui';
import { COMMANDS } from './commands.ts';
import { useCommands } from './commands-store.ts';
import { keyText } from './keys.ts';

/** Every key and what it does. */
export function KeysDialog() {
  const { keysOpen, showKeys } = useCommands();
  if (!keysOpen) return null;
  const commands = COMMANDS.filter((command) => command.keys).map(
    ({ keys, name }) => [keys?.map(keyText).join(', ') ?? '', name] as const,
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
            <dd className="kbd">{keys}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
