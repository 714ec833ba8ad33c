import { Command } from 'cmdk';
import { Braces } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { IconButton } from '#renderer/ui';
import { accessText, type FieldPath } from './field-path.ts';
import { useScene } from './scene.ts';

/** The keyboard's way of mapping: a list of the fields that came in, to put one into a parameter. */
export function InsertFieldButton({ label, onInsert }: { label: string; onInsert(path: FieldPath): void }) {
  const scene = useScene();
  const [open, setOpen] = useState(false);
  const fields = scene?.fields ?? [];
  if (fields.length === 0) return null;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton
          small
          className="insert-field"
          name={`Insert field into ${label}`}
          icon={<Braces size={13} aria-hidden />}
        />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu field-menu" align="end" sideOffset={4} collisionPadding={8}>
          <Command label="Fields">
            <Command.Input className="input" placeholder="Find a field" autoFocus />
            <Command.List>
              <Command.Empty className="cap">No such field</Command.Empty>
              {fields.map(({ path, type, sample }) => {
                const text = accessText(path);
                return (
                  <Command.Item
                    key={text}
                    value={text}
                    className="menu-item"
                    onSelect={() => {
                      setOpen(false);
                      onInsert(path);
                    }}
                  >
                    <span className="field-type">{type}</span>
                    <span className="mono">{path.join('.')}</span>
                    <span className="field-sample cut">{sample}</span>
                  </Command.Item>
                );
              })}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
