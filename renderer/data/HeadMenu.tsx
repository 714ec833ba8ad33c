import { DropdownMenu } from 'radix-ui';
import { type ComponentPropsWithRef, type ReactNode, useRef, useState } from 'react';
import type { MenuEntry } from '#renderer/ui';

interface HeadMenuProps extends Omit<ComponentPropsWithRef<'button'>, 'onClick' | 'type' | 'ref'> {
  entries: readonly MenuEntry[];
  children: ReactNode;
}

/**
 * A button that can be dragged and has a menu. The menu opens when the pointer is
 * let go, not when it goes down: by then a drag would be lost.
 */
export function HeadMenu({ entries, children, ...rest }: HeadMenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <DropdownMenu.Root open={open} onOpenChange={setOpen} modal={false}>
      <button
        {...rest}
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      <DropdownMenu.Trigger asChild>
        <span className="menu-anchor" aria-hidden tabIndex={-1} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // What was chosen may have put the focus elsewhere: into a parameter, for example.
            if (document.activeElement === document.body) button.current?.focus();
          }}
        >
          {entries.map((entry) => (
            <div key={entry.label} role="presentation">
              {entry.apart && <DropdownMenu.Separator className="menu-line" />}
              <DropdownMenu.Item className="menu-item" onSelect={entry.onSelect}>
                {entry.icon}
                {entry.label}
              </DropdownMenu.Item>
            </div>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
