import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import type { ExpressionEnv, NodeOutputs } from '../env.ts';
import { ExpressionFault } from '../failure.ts';
import { nodeOutputs, notRanFault } from '../fast/roots.ts';
import type { ListUse, Uses } from '../template/uses.ts';
import type { ItemData, ListData, Need, NodeData, ThrownRef } from './protocol.ts';
import type { Residents } from './residents.ts';

/**
 * What calls are sent of the step's input and of other nodes: first what the
 * text names, then also what evaluations turned out to need.
 */
export class WantedLists {
  private readonly input: Set<ListUse>;
  private readonly nodes: Map<string, Set<ListUse>>;

  constructor(uses: Uses) {
    this.input = new Set(uses.input);
    this.nodes = new Map([...uses.nodes].map(([name, lists]) => [name, new Set(lists)]));
  }

  /** Adds what was missing. */
  add(needs: readonly Need[]): void {
    for (const { list, use } of needs) {
      const uses = list === '' ? this.input : (this.nodes.get(list) ?? new Set());
      if (list !== '') this.nodes.set(list, uses);
      if (use !== 'node') uses.add(use);
    }
  }

  /** Puts the lists for a call on items `first` to `first + count - 1`. The engine's own errors go to `errors`. */
  async send(
    env: ExpressionEnv,
    residents: Residents,
    range: { first: number; count: number },
    errors: unknown[],
  ) {
    const input = await sendList(this.input, residents, () => env.input());
    const nodes: Record<string, NodeData> = Object.create(null);
    for (const [name, uses] of this.nodes)
      nodes[name] = await sendNode(env, name, uses, residents, range, errors);
    return { input, nodes };
  }
}

async function sendList(
  uses: ReadonlySet<ListUse>,
  residents: Residents,
  read: () => readonly Item[],
): Promise<ListData> {
  const data: ListData = {};
  if (!uses.has('all') && !uses.has('ends')) return data;
  const list = read();
  if (uses.has('all')) data.all = await residents.list(list);
  else data.ends = ends(list);
  return data;
}

function ends(list: readonly Item[]): readonly ItemData[] {
  const [first] = list;
  const last = list.at(-1);
  return first === undefined || last === undefined ? [] : [first, last];
}

async function sendNode(
  env: ExpressionEnv,
  name: string,
  uses: ReadonlySet<ListUse>,
  residents: Residents,
  range: { first: number; count: number },
  errors: unknown[],
): Promise<NodeData> {
  const outputs = refused(errors, () => nodeOutputs(env, name));
  if ('thrown' in outputs) return outputs;
  if (!outputs.ran) return { ran: false, notRan: errors.push(notRanFault(name)) - 1 };
  const data: ListData = await sendList(uses, residents, () => outputs.all());
  if (uses.has('paired')) data.paired = pairedItems(outputs, range, errors);
  return { ran: true, ...data };
}

function pairedItems(outputs: NodeOutputs, range: { first: number; count: number }, errors: unknown[]) {
  return Array.from({ length: range.count }, (_, i): ItemData | ThrownRef =>
    refused(errors, (): ItemData => outputs.paired(range.first + i)),
  );
}

/** The value, or a reference to the error that says why there is none. */
function refused<T>(errors: unknown[], read: () => T): T | ThrownRef {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError || error instanceof ExpressionFault)) throw error;
    return { thrown: errors.push(error) - 1 };
  }
}
