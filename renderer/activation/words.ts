import type { FlowActivation, TriggerEntry } from '#contract/api';
import { plural } from '#renderer/ui';

/** What there is to say of a flow's activation, at its mildest first. */
export type Mood = 'inactive' | 'busy' | 'active' | 'changed' | 'troubled' | 'failed';

export const MOOD_WORDS: Readonly<Record<Mood, string>> = {
  inactive: 'not active',
  busy: 'being switched',
  active: 'active',
  changed: 'active, changed since',
  troubled: 'active, a trigger fails',
  failed: 'could not be activated',
};

export function moodOf(flow: FlowActivation | undefined): Mood {
  switch (flow?.state) {
    case 'activating':
    case 'deactivating':
      return 'busy';
    case 'failed':
      return 'failed';
    case 'active':
      if (failing(flow)) return 'troubled';
      return flow.changed ? 'changed' : 'active';
    default:
      return 'inactive';
  }
}

/** The trigger that cannot work, if one is. */
export function failing(flow: FlowActivation): TriggerEntry | undefined {
  return flow.triggers.find(({ condition }) => condition.state === 'error');
}

/** How a flow's activation is, in a sentence or two. */
export function describeActivation(flow: FlowActivation | undefined): string {
  const waiting = flow && flow.waiting > 0 ? ` ${plural(flow.waiting, 'start waits', 'starts wait')}.` : '';
  switch (moodOf(flow)) {
    case 'inactive':
      return `Its triggers start nothing.${waiting}`;
    case 'busy':
      return 'Its triggers are being switched.';
    case 'failed':
      return flow?.error?.message ?? 'It could not be activated.';
    default: {
      const next = flow && nextOf(flow);
      const when = next === undefined ? '' : ` Next at ${formatMoment(next)}.`;
      return `Its triggers start runs since ${formatMoment(flow?.since ?? 0)}.${when}${waiting}`;
    }
  }
}

/** A moment in the zone of this machine, or another one: `Mon 5 Jan 2026, 07:00`. */
export function formatMoment(at: number, timeZone?: string): string {
  const seconds = at % 60_000 === 0 ? {} : { second: '2-digit' as const };
  return new Date(at).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...seconds,
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

function nextOf({ triggers }: FlowActivation): number | undefined {
  const times = triggers.flatMap(({ condition }) => (condition.state === 'waiting' ? [condition.until] : []));
  return times.length === 0 ? undefined : Math.min(...times);
}
