import { classes } from '#renderer/ui';
import type { Mode } from './field-mode.ts';

const MODES: readonly { mode: Mode; label: string; short: string }[] = [
  { mode: 'fixed', label: 'Fixed', short: 'Aa' },
  { mode: 'expression', label: 'ƒ Expression', short: 'ƒ' },
];

/** Fixed value or expression. */
export function ModeSwitch(props: {
  label: string;
  mode: Mode;
  /** Seen only near the pointer or the focus, as long as the value is fixed. */
  quiet: boolean;
  onChange(mode: Mode): void;
}) {
  const quiet = props.quiet && props.mode === 'fixed';
  return (
    <span
      className={classes('mode', quiet && 'is-quiet')}
      role="radiogroup"
      aria-label={`${props.label}: fixed value or expression`}
    >
      {MODES.map(({ mode, label, short }) => (
        // biome-ignore lint/a11y/useSemanticElements: two joined buttons that look like one switch
        <button
          key={mode}
          type="button"
          role="radio"
          aria-label={label}
          aria-checked={props.mode === mode}
          className={classes(props.mode === mode && mode === 'expression' && 'is-expression')}
          onClick={() => props.onChange(mode)}
        >
          <span className="mode-long">{label}</span>
          <span className="mode-short" aria-hidden>
            {short}
          </span>
        </button>
      ))}
    </span>
  );
}
