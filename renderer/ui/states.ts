/** What a node, a run or a flow can be in; each has a shape, a mark and a word of its own. */
export type NodeState =
  | 'rest'
  | 'later'
  | 'running'
  | 'done'
  | 'warning'
  | 'waiting'
  | 'failed'
  | 'skipped'
  | 'paused'
  | 'doubt'
  | 'disabled'
  | 'placeholder'
  | 'cancelled';

/** The word for each state, as it stands beside the glyph or in its label. */
export const STATE_WORDS: Readonly<Record<NodeState, string>> = {
  rest: 'not run',
  later: 'to come',
  running: 'running',
  done: 'done',
  warning: 'warning',
  waiting: 'waiting',
  failed: 'failed',
  skipped: 'skipped',
  paused: 'paused',
  doubt: 'in doubt',
  disabled: 'off',
  placeholder: 'placeholder',
  cancelled: 'cancelled',
};
