import { EngineError } from '#contract/error';
import type { Item, NodeResult } from '#contract/node';
import { isJsonObject } from '#contract/node';
import type { Lineage, PortOutput, PortOutputs } from '#contract/run';
import { CHUNK } from './step-run.ts';

/** Where items stand in a step's input, and what `ctx.from` said of new ones. */
export type Positions = Pick<ReadonlyMap<Item, number>, 'get'>;
type Sources = Pick<ReadonlyMap<Item, readonly Item[]>, 'get'>;

/**
 * What a list node gave, with its lineage: an output that is an input item
 * descends from it, `ctx.from` names the sources of a new one, and anything else
 * descends from the whole input.
 */
export function listOutputs(
  result: NodeResult,
  input: readonly Item[] | Positions,
  sources: Sources,
  mainPort: string | undefined,
): PortOutputs {
  const out: PortOutputs = {};
  const byPort = itemsByPort(result, mainPort);
  let positions: Positions | undefined;
  for (const [port, items] of Object.entries(byPort)) {
    for (const item of items) {
      if (!isJsonObject(item?.json))
        throw new EngineError(`the node gave something that is not an item by port "${port}"`);
    }
    positions ??= Array.isArray(input) ? positionsOf(input) : (input as Positions);
    out[port] = withLineage(items, positions, sources);
  }
  return out;
}

/** Splits long outputs into parts of at most one chunk each, to be journalled one by one. */
export function* inChunks(out: PortOutputs): Iterable<PortOutputs> {
  for (const [port, output] of Object.entries(out)) {
    const length = 'pick' in output ? output.pick.length : output.items.length;
    for (let start = 0; start < length; start += CHUNK) yield { [port]: part(output, start, start + CHUNK) };
  }
}

function part(output: PortOutput, start: number, end: number): PortOutput {
  if ('pick' in output) return { pick: output.pick.slice(start, end) };
  const items = output.items.slice(start, end);
  if (output.from === 'all') return { items, from: 'all' };
  return { items, from: output.from?.slice(start, end) ?? items.map((_, k) => start + k) };
}

function positionsOf(input: readonly Item[]): Positions {
  return new Map(input.map((item, index) => [item, index]));
}

function itemsByPort(result: NodeResult, mainPort: string | undefined): Record<string, readonly Item[]> {
  if (result === undefined || result === null) return {};
  if (Array.isArray(result)) return mainPort === undefined ? {} : { [mainPort]: result };
  if ('json' in result && !Array.isArray(result.json))
    return mainPort === undefined ? {} : { [mainPort]: [result as Item] };
  return result as Record<string, readonly Item[]>;
}

function withLineage(items: readonly Item[], positions: Positions, sources: Sources): PortOutput {
  const from: (number | readonly number[])[] = [];
  let passed = true;
  let ascending = true;
  let last = -1;
  for (const item of items) {
    const position = positions.get(item);
    if (position !== undefined) {
      ascending &&= position > last;
      last = position;
      from.push(position);
      continue;
    }
    passed = false;
    const named = sources.get(item);
    if (!named) return { items, from: 'all' };
    from.push(named.map((source) => positions.get(source) ?? -1).filter((at) => at >= 0));
  }
  // Positions out of order in a long list would be read back from disk one by one.
  if (passed && (ascending || items.length <= CHUNK)) return { pick: from as number[] };
  return { items, from: from as Lineage };
}
