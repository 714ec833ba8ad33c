import { Command as Cmdk } from 'cmdk';
import { useEditor } from '#renderer/editor';
import { openFlow, useWorkspace } from '#renderer/workspace';
import { COMMANDS } from './commands.ts';
import { useCommands } from './commands-store.ts';
import { keyText } from './keys.ts';
import './command-palette.css';

/** Search over flows and commands: Ctrl/Cmd K. */
export function CommandPalette() {
  const { open, show } = useCommands();
  const flows = useWorkspace((state) => state.flows);
  const active = useEditor((state) => state.active);
  const choose = (run: () => void) => () => {
    show(false);
    run();
  };
  return (
    <Cmdk.Dialog
      open={open}
      onOpenChange={show}
      label="Search or command"
      filter={hasAllWords}
      overlayClassName="scrim"
      contentClassName="commands"
    >
      <Cmdk.Input placeholder="Search or command" />
      <Cmdk.List>
        <Cmdk.Empty>Nothing is called that.</Cmdk.Empty>
        <Cmdk.Group heading="Flows">
          {flows.map((flow) => (
            <Cmdk.Item
              key={flow.path}
              value={`${flow.name} ${flow.path}`}
              onSelect={choose(() => openFlow(flow.path))}
            >
              {flow.name}
              <span className="cap">{flow.path}</span>
            </Cmdk.Item>
          ))}
        </Cmdk.Group>
        <Cmdk.Group heading="Commands">
          {COMMANDS.filter((command) => !command.onFlow || active !== undefined).map((command) => (
            <Cmdk.Item key={command.name} onSelect={choose(() => command.run(active ?? ''))}>
              {command.name}
              {command.keys?.[0] && <span className="kbd">{keyText(command.keys[0])}</span>}
            </Cmdk.Item>
          ))}
        </Cmdk.Group>
      </Cmdk.List>
    </Cmdk.Dialog>
  );
}

/** Every word that was typed, wherever it stands: letters strewn over a name find too much. */
function hasAllWords(value: string, search: string): number {
  const text = value.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0;
}
