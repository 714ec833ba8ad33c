import { DropdownMenu } from 'radix-ui';
import { type ReactElement, type ReactNode, useRef } from 'react';
import { keyText } from './key-text.ts';

export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  keys?: string | undefined;
  disabled?: boolean;
  /** A line above it. */
  apart?: boolean;
  /** What it opens takes the focus; else the button of the menu gets it back. */
  takesFocus?: boolean;
  onSelect(): void;
}

/** A menu that a button opens. */
export function Menu({ entries, children }: { entries: readonly MenuEntry[]; children: ReactElement }) {
  const taken = useRef(false);
  return (
    <DropdownMenu.Root
      onOpenChange={(open) => {
        if (open) taken.current = false;
      }}
    >
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          sideOffset={4}
          align="end"
          collisionPadding={8}
          onCloseAutoFocus={(event) => taken.current && event.preventDefault()}
        >
          {entries.map((entry) => (
            <div key={entry.label} role="presentation">
              {entry.apart && <DropdownMenu.Separator className="menu-line" />}
              <DropdownMenu.Item
                className="menu-item"
                disabled={entry.disabled ?? false}
                onSelect={() => {
                  taken.current = entry.takesFocus ?? false;
                  entry.onSelect();
                }}
              >
                {entry.icon}
                {entry.label}
                {entry.keys && <span className="kbd">{keyText(entry.keys)}</span>}
              </DropdownMenu.Item>
            </div>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
