import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { keyText } from './key-text.ts';

export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  keys?: string | undefined;
  disabled?: boolean;
  /** A line above it. */
  apart?: boolean;
  onSelect(): void;
}

/** A menu that a button opens. */
export function Menu({ entries, children }: { entries: readonly MenuEntry[]; children: ReactElement }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={4} align="end" collisionPadding={8}>
          {entries.map((entry) => (
            <div key={entry.label} role="presentation">
              {entry.apart && <DropdownMenu.Separator className="menu-line" />}
              <DropdownMenu.Item
                className="menu-item"
                disabled={entry.disabled ?? false}
                onSelect={entry.onSelect}
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
