import type { InboxState } from '#contract/api';
import type { NodeState } from '#renderer/ui';

/** What an event's state is called, and its sign. */
export const EVENT_STATES: Readonly<Record<InboxState, { glyph: NodeState; word: string; about: string }>> = {
  received: { glyph: 'waiting', word: 'received', about: 'It is on disk; its run has not begun yet.' },
  started: { glyph: 'done', word: 'started', about: 'It has started a run.' },
  repeated: {
    glyph: 'skipped',
    word: 'repeated',
    about: 'It has the delivery id of an earlier event, but other content. It started nothing.',
  },
  quarantined: {
    glyph: 'doubt',
    word: 'quarantined',
    about: 'It did not prove where it comes from, or is not what it says it is. It started nothing.',
  },
  dead: { glyph: 'failed', word: 'dead', about: 'No run can be started for it.' },
};

/** An event's name: the last signs of its id, which tell events apart at a glance. */
export function eventName(event: string): string {
  return event.slice(-6);
}

/** An address without the random part that only names the trigger: `/orders?page=2`. */
export function shownAddress(url: string): string {
  const rest = url.replace(/^\/[0-9a-f]{32}/, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}
