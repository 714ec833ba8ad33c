import type { Pins } from '#contract/fixtures';
import type { Flow } from '#contract/flow';
import type { FlowChange } from './change.ts';

/** A state that can be gone back to, and the edit that led away from it. */
export interface Moment {
  /** Name of the edit: “Move 3 nodes”. */
  name: string;
  flow: Flow;
  pins: Pins;
}

/**
 * A flow and its pinned outputs, with their past and future. Both are immutable and share what did not
 * change, so whole states are kept: undo is exact for any edit.
 */
export interface History {
  flow: Flow;
  pins: Pins;
  past: readonly Moment[];
  future: readonly Moment[];
  /** What the last edit was about and when: typing on in one field is one edit. */
  last: { about: string; at: number } | undefined;
}

const LONGEST = 500;
/** Edits of the same thing within this time are one, in milliseconds. */
const TOGETHER = 1200;

export function newHistory(flow: Flow, pins: Pins = {}): History {
  return { flow, pins, past: [], future: [], last: undefined };
}

/** The same history with other pins at every moment: they have only now been read. */
export function withPins(history: History, pins: Pins): History {
  const all = (moments: readonly Moment[]) => moments.map((moment) => ({ ...moment, pins }));
  return { ...history, pins, past: all(history.past), future: all(history.future) };
}

/** Adds an edit's result; `at` in milliseconds. */
export function pushState(
  history: History,
  { flow, pins = history.pins }: { flow: Flow; pins?: Pins },
  name: string,
  about: string | undefined,
  at: number,
): History {
  if (flow === history.flow && pins === history.pins) return history;
  const last = about === undefined ? undefined : { about, at };
  const goesOn = history.last && history.last.about === about && at - history.last.at < TOGETHER;
  if (goesOn && history.past.length > 0) return { ...history, flow, pins, future: [], last };
  const past = [...history.past, momentOf(history, name)].slice(-LONGEST);
  return { flow, pins, past, future: [], last };
}

export function undo(history: History): History {
  const moment = history.past.at(-1);
  if (!moment) return history;
  const future = [...history.future, momentOf(history, moment.name)];
  const { flow, pins } = moment;
  return { flow, pins, past: history.past.slice(0, -1), future, last: undefined };
}

export function redo(history: History): History {
  const moment = history.future.at(-1);
  if (!moment) return history;
  const past = [...history.past, momentOf(history, moment.name)];
  const { flow, pins } = moment;
  return { flow, pins, past, future: history.future.slice(0, -1), last: undefined };
}

function momentOf({ flow, pins }: History, name: string): Moment {
  return { name, flow, pins };
}

/** What an edit is about, where going on with it belongs to the same edit. */
export function subjectOf(change: FlowChange): string | undefined {
  switch (change.do) {
    case 'setParam':
      return `param ${change.node} ${change.path.join('/')}`;
    case 'setField':
      return `field ${change.node} ${change.field}`;
    case 'renameNode':
      return `name ${change.node}`;
    case 'setFlowField':
      return `flow ${change.field}`;
    case 'setView':
      return change.key.startsWith('note:') ? `view ${change.key}` : undefined;
    default:
      return undefined;
  }
}
