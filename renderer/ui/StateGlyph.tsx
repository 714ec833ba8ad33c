import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { type NodeState, STATE_WORDS } from './states.ts';

const RING = (
  <circle
    cx="8"
    cy="8"
    r="5"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeDasharray="1.6 2.32"
  />
);
const QUESTION = (
  <>
    <path d="M8 .9 15.1 8 8 15.1.9 8z" fill="currentColor" />
    <path className="mark" d="M6.3 6.5a1.7 1.7 0 1 1 2.3 1.6c-.4.2-.6.4-.6 1M8 11.2v.1" />
  </>
);

/** Every state has its own outline, so it reads without colour. */
const SHAPES: Readonly<Record<NodeState, ReactNode>> = {
  rest: RING,
  later: RING,
  disabled: RING,
  doubt: QUESTION,
  placeholder: QUESTION,
  done: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path className="mark" d="m5 8.3 2.1 2.1L11 5.9" />
    </>
  ),
  failed: (
    <>
      <path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z" fill="currentColor" />
      <path className="mark" d="m5.7 5.7 4.6 4.6M10.3 5.7l-4.6 4.6" />
    </>
  ),
  warning: (
    <>
      <path d="M8 1.6 15 14H1z" fill="currentColor" />
      <path className="mark" d="M8 6v3.6M8 11.7v.1" />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.4" opacity=".35" />
      <path
        d="M8 2.2A5.8 5.8 0 1 1 2.2 8"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path d="M6.6 5.4v5.2L10.7 8z" fill="currentColor" />
    </>
  ),
  waiting: (
    <>
      <rect x="1.7" y="1.7" width="12.6" height="12.6" rx="2.6" fill="currentColor" />
      <path className="mark" d="M8 4.8V8l2.3 1.6" />
    </>
  ),
  paused: (
    <>
      <path d="M1.5 2.8h8.3L15 8l-5.2 5.2H1.5z" fill="currentColor" />
      <path className="mark" d="M5 5.7v4.6M8.4 5.7v4.6" />
    </>
  ),
  skipped: (
    <>
      <circle cx="8" cy="8" r="5.7" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="m4.2 11.8 7.6-7.6" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="5.7" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <rect x="5.6" y="5.6" width="4.8" height="4.8" rx=".8" fill="currentColor" />
    </>
  ),
};

interface StateGlyphProps {
  state: NodeState;
  large?: boolean;
  /** The word stands beside it: the glyph keeps silent. */
  silent?: boolean;
}

/** The sign of a state: outline, mark, colour, and its word as label. */
export function StateGlyph({ state, large, silent }: StateGlyphProps) {
  const name = classes('glyph', large && 'glyph-large', `is-${state}`);
  if (silent) {
    return (
      <svg viewBox="0 0 16 16" className={name} aria-hidden="true">
        {SHAPES[state]}
      </svg>
    );
  }
  return (
    <svg viewBox="0 0 16 16" className={name} role="img" aria-label={STATE_WORDS[state]}>
      {SHAPES[state]}
    </svg>
  );
}
