import type { Pin, Pins } from '#contract/fixtures';
import type { Item } from '#contract/node';
import type { PortOutput, PortOutputs, RunEvent } from './events.ts';

/**
 * How long the cut lists of a fact really are, by place: `out/<port>`, `pins/<node>/<port>`,
 * `input/<port>`, `items`, `caught`, `answer`.
 */
export type CutLengths = Readonly<Record<string, number>>;

/** What is done with the lists of a fact. */
interface ListMaps {
  items(place: string, items: readonly Item[]): readonly Item[];
  /** Positions in the step's input, one for each item. */
  positions<T>(place: string, positions: readonly (T | number)[]): readonly (T | number)[];
}

const NO_ITEM: Item = Object.freeze({ json: Object.freeze({}) });

/**
 * Shortens the lists in a fact to `keep` entries each; `cut` says which, and how long they were.
 *
 * @param shrink makes an item that stays small enough to show
 */
export function cutFact(
  event: RunEvent,
  keep: number,
  shrink: (item: Item) => Item = (item) => item,
): { event: RunEvent; cut?: CutLengths } {
  const cut: Record<string, number> = {};
  const shorten = <T>(place: string, list: readonly T[]): readonly T[] => {
    if (list.length <= keep) return list;
    cut[place] = list.length;
    return list.slice(0, keep);
  };
  const short = mapLists(event, {
    items: (place, items) => shorten(place, items).map(shrink),
    positions: shorten,
  });
  return Object.keys(cut).length === 0 ? { event: short } : { event: short, cut };
}

/**
 * Gives the lists of a cut fact their lengths back, filled up with empty items, so
 * that folding it with `apply` counts what the whole fact would have counted.
 */
export function restoreLengths(event: RunEvent, cut: CutLengths): RunEvent {
  const fill = <T>(place: string, list: readonly T[], filler: T): readonly T[] => {
    const missing = (Object.hasOwn(cut, place) ? (cut[place] ?? 0) : 0) - list.length;
    return missing > 0 ? [...list, ...new Array<T>(missing).fill(filler)] : list;
  };
  return mapLists(event, {
    items: (place, items) => fill(place, items, NO_ITEM),
    // Where there is any position, there is a first input item.
    positions: (place, positions) => fill(place, positions, 0),
  });
}

function mapLists(event: RunEvent, map: ListMaps): RunEvent {
  switch (event.type) {
    case 'run.started':
      return event.pins ? { ...event, pins: mapPins(event.pins, map) } : event;
    case 'step.checkpoint':
      return { ...event, out: mapPorts(event.out, map) };
    case 'step.succeeded':
      return event.out ? { ...event, out: mapPorts(event.out, map) } : event;
    case 'step.failed':
      return event.caught ? { ...event, caught: map.items('caught', event.caught) } : event;
    case 'debug.edited': {
      if (!('input' in event)) return event;
      const ports = Object.entries(event.input).map(
        ([port, items]) => [port, map.items(`input/${port}`, items)] as const,
      );
      return { ...event, input: Object.fromEntries(ports) };
    }
    case 'loop.items':
      return {
        ...event,
        items: map.items('items', event.items),
        from: map.positions<never>('items', event.from),
      };
    case 'step.resumed': {
      const { answer } = event;
      if (!('items' in answer)) return event;
      return { ...event, answer: { ...answer, items: map.items('answer', answer.items) } };
    }
    default:
      return event;
  }
}

function mapPins(pins: Pins, map: ListMaps): Pins {
  const ofNode = (node: string, ports: Pin) =>
    Object.entries(ports).map(([port, items]) => [port, map.items(`pins/${node}/${port}`, items)] as const);
  return Object.fromEntries(
    Object.entries(pins).map(([node, ports]) => [node, Object.fromEntries(ofNode(node, ports))]),
  );
}

function mapPorts(out: PortOutputs, map: ListMaps): PortOutputs {
  return Object.fromEntries(
    Object.entries(out).map(([port, output]) => [port, mapPort(`out/${port}`, output, map)]),
  );
}

function mapPort(place: string, output: PortOutput, map: ListMaps): PortOutput {
  if ('pick' in output) return { pick: map.positions<never>(place, output.pick) };
  const items = map.items(place, output.items);
  const { from } = output;
  if (from === undefined || from === 'all') return { ...output, items };
  return { items, from: map.positions(place, from) };
}
