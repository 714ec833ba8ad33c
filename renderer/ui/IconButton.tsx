import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Button } from './Button.tsx';
import { classes } from './classes.ts';
import { keyText } from './key-text.ts';
import { Tooltip } from './Tooltip.tsx';

type IconButtonProps = Omit<ComponentPropsWithRef<typeof Button>, 'aria-label' | 'children'> & {
  /** What it does; its accessible name and its tip. */
  name: string;
  /** The keys that do the same, for the tip: `Ctrl+Z`. */
  keys?: string;
  icon: ReactNode;
};

/** A button that is only an icon: it always has a name. */
export function IconButton({ name, keys, icon, className, look = 'bare', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={keys ? `${name} (${keyText(keys)})` : name}>
      <Button {...rest} look={look} className={classes('btn-icon', className)} aria-label={name}>
        {icon}
      </Button>
    </Tooltip>
  );
}
