import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

interface DialogProps {
  title: string;
  text?: ReactNode;
  wide?: boolean;
  /** Stands at the right edge, as high as the window: for forms that are filled in beside what they are about. */
  sheet?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
  onClose(): void;
}

/** A question that must be answered before going on. Rendered only while open. */
export function Dialog({ title, text, wide, sheet, children, actions, onClose }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          className={classes('dialog', wide && 'dialog-wide', sheet && 'dialog-sheet')}
          {...(text === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <Radix.Title className="dialog-title">{title}</Radix.Title>
          {text !== undefined && <Radix.Description className="dialog-text">{text}</Radix.Description>}
          {children !== undefined && <div className="dialog-body">{children}</div>}
          {actions !== undefined && <div className="dialog-actions">{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
