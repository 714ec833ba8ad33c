import { EngineError } from '#contract/error';
import { type Item, isJsonObject, type NodeResult } from '#contract/node';
import type { PortOutput, PortOutputs } from '#contract/run';

interface PortItems {
  items: Item[];
  from: (number | readonly number[])[];
  /** Every item so far is one of the input items themselves. */
  passed: boolean;
  /** Output k came from input `first + k`. */
  straight: boolean;
}

/**
 * Gathers what a per-item node gives, with its lineage. Input items that pass
 * through unchanged are told as positions, not copied into the journal.
 */
export class OutputCollector {
  readonly #ports = new Map<string, PortItems>();
  readonly #first: number;
  readonly #mainPort: string | undefined;

  /**
   * @param first input index of the first item whose results are gathered
   * @param mainPort port of results that name none; undefined for nodes without outputs
   */
  constructor(first: number, mainPort: string | undefined) {
    this.#first = first;
    this.#mainPort = mainPort;
  }

  /** Adds what `run` returned for input item `index`. */
  addResult(result: NodeResult, input: Item, index: number): void {
    if (result === undefined || result === null) return;
    if (isItem(result)) this.add(this.#mainPort, result, input, index);
    else if (Array.isArray(result)) for (const item of result) this.add(this.#mainPort, item, input, index);
    else {
      for (const [port, items] of Object.entries(result)) {
        for (const item of items) this.add(port, item, input, index);
      }
    }
  }

  add(port: string | undefined, item: Item, input: Item | undefined, index: number): void {
    if (port === undefined) throw new EngineError('the node gave items but has no output port');
    if (!isJsonObject(item?.json))
      throw new EngineError(`the node gave something that is not an item by port "${port}"`);
    let entry = this.#ports.get(port);
    if (!entry) {
      entry = { items: [], from: [], passed: true, straight: true };
      this.#ports.set(port, entry);
    }
    if (item !== input) entry.passed = false;
    if (index !== this.#first + entry.items.length) entry.straight = false;
    entry.items.push(item);
    entry.from.push(index);
  }

  /** What was gathered. */
  finish(): PortOutputs {
    const out: PortOutputs = {};
    for (const [port, entry] of this.#ports) out[port] = portOutput(entry);
    return out;
  }
}

function portOutput(entry: PortItems): PortOutput {
  if (entry.passed) return { pick: entry.from as number[] };
  return entry.straight ? { items: entry.items } : { items: entry.items, from: entry.from };
}

function isItem(result: NonNullable<NodeResult>): result is Item {
  return 'json' in result && !Array.isArray(result.json);
}
