import type { ComponentPropsWithRef } from 'react';
import { classes } from './classes.ts';

type ButtonProps = ComponentPropsWithRef<'button'> & {
  /** `primary`: one per panel at most. */
  look?: 'plain' | 'primary' | 'bare' | 'danger';
  small?: boolean;
};

/** A button, named by its result: “Retry 7 failed items”. */
export function Button({ look = 'plain', small, className, type = 'button', ...rest }: ButtonProps) {
  const name = classes('btn', look !== 'plain' && `btn-${look}`, small && 'btn-small', className);
  return <button {...rest} type={type} className={name} />;
}
