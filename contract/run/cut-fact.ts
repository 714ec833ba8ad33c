import type { Item } from '#contract/node';
import type { PortOutput, PortOutputs, RunEvent } from './events.ts';

/** How long the cut lists of a fact really are, by place: `out/<port>`, `items`, `caught`, `answer`. */
export type CutLengths = Readonly<Record<string, number>>;

type MapList = <T>(place: string, list: readonly T[], filler: T) => readonly T[];

const NO_ITEM: Item = Object.freeze({ json: Object.freeze({}) });

/** Shortens the lists in a fact to `keep` entries each; `cut` says which, and how long they were. */
export function cutFact(event: RunEvent, keep: number): { event: RunEvent; cut?: CutLengths } {
  const cut: Record<string, number> = {};
  const short = mapLists(event, (place, list) => {
    if (list.length <= keep) return list;
    cut[place] = list.length;
    return list.slice(0, keep);
  });
  return Object.keys(cut).length === 0 ? { event } : { event: short, cut };
}

/**
 * Gives the lists of a cut fact their lengths back, filled up with empty items, so
 * that folding it with `apply` counts what the whole fact would have counted.
 */
export function restoreLengths(event: RunEvent, cut: CutLengths): RunEvent {
  return mapLists(event, (place, list, filler) => {
    const length = Object.hasOwn(cut, place) ? (cut[place] ?? 0) : 0;
    return length > list.length ? [...list, ...new Array(length - list.length).fill(filler)] : list;
  });
}

function mapLists(event: RunEvent, map: MapList): RunEvent {
  switch (event.type) {
    case 'step.checkpoint':
      return { ...event, out: mapPorts(event.out, map) };
    case 'step.succeeded':
      return event.out ? { ...event, out: mapPorts(event.out, map) } : event;
    case 'step.failed':
      return event.caught ? { ...event, caught: map('caught', event.caught, NO_ITEM) } : event;
    case 'loop.items':
      return { ...event, items: map('items', event.items, NO_ITEM), from: map('items', event.from, 0) };
    case 'step.resumed': {
      const { answer } = event;
      if (!('items' in answer)) return event;
      return { ...event, answer: { ...answer, items: map('answer', answer.items, NO_ITEM) } };
    }
    default:
      return event;
  }
}

function mapPorts(out: PortOutputs, map: MapList): PortOutputs {
  return Object.fromEntries(
    Object.entries(out).map(([port, output]) => [port, mapPort(`out/${port}`, output, map)]),
  );
}

function mapPort(place: string, output: PortOutput, map: MapList): PortOutput {
  // Whatever is picked, there is a first input item.
  if ('pick' in output) return { pick: map(place, output.pick, 0) };
  const items = map(place, output.items, NO_ITEM);
  const { from } = output;
  if (from === undefined || from === 'all') return { ...output, items };
  return { items, from: map<number | readonly number[]>(place, from, 0) };
}
