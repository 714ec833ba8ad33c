import { UserError } from '#contract/error';
import type { Flow, GraphNode } from '#contract/flow';
import type { Item } from '#contract/node';
import {
  ancestorsIn,
  concatLists,
  type ItemList,
  inputOf,
  type RunState,
  type Scope,
  type Step,
} from '#contract/run';
import type { ExpressionEnv, Iteration, NodeOutputs } from '#engine/expression';
import type { CompiledFlow } from '../compile-flow.ts';
import type { RunServices } from '../services.ts';

/** Where expressions stand, and in which run. */
export interface EnvPlace {
  readonly host: {
    readonly flow: Pick<CompiledFlow, 'flow' | 'graph' | 'names' | 'timezone'>;
    readonly state: RunState;
    /** Without it expressions are only tried out. */
    readonly services?: Pick<RunServices, 'linkOf'>;
  };
  readonly compiled: { readonly graph: GraphNode };
  readonly key: string;
  readonly scope: Scope;
  readonly input: ItemList;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The node type whose steps have links. */
const WAIT_FOR = 'control.waitFor';
/** What expressions show for a link where there is no run. */
const TRIED_OUT = 'http://127.0.0.1/wait/…';

/** What the expressions of one step see. Everything is looked up only when asked for. */
export class StepEnv implements ExpressionEnv {
  readonly #run: EnvPlace;
  readonly #iteration: Iteration | undefined;
  readonly #input: readonly Item[] | undefined;

  /**
   * @param iteration the loop to show instead of the one around the step, for a repeat's own condition
   * @param input the items to show as input there
   */
  constructor(run: EnvPlace, iteration?: Iteration, input?: readonly Item[]) {
    this.#run = run;
    this.#iteration = iteration;
    this.#input = input;
  }

  get run(): ExpressionEnv['run'] {
    const start = this.#run.host.state.start;
    return { id: start?.run ?? '', startedAt: start?.at ?? 0 };
  }
  get flow(): ExpressionEnv['flow'] {
    const { id, name } = this.#run.host.flow.flow;
    return { id, name };
  }
  get vars(): Readonly<Record<string, unknown>> {
    return this.#run.host.state.start?.vars ?? {};
  }
  get now(): number {
    return this.#run.startedAt;
  }
  get timezone(): string {
    return this.#run.host.flow.timezone;
  }
  get seed(): string {
    return `${this.#run.host.state.start?.seed}/${this.#run.key}`;
  }
  get iteration(): Iteration | undefined {
    return this.#iteration ?? iterationOf(this.#run.scope);
  }

  get links(): Readonly<Record<string, string>> {
    const { flow, services } = this.#run.host;
    const links: Record<string, string> = {};
    for (const id of waitingNodes(flow.flow)) {
      const node = flow.graph.nodes.get(id);
      const scope = node && scopeHolding(this.#run.scope, node);
      if (!scope) continue;
      const link = services ? services.linkOf(scope.prefix + id) : TRIED_OUT;
      if (link === undefined) continue;
      links[id] = link;
      const { name } = node.node;
      if (name !== undefined && flow.names.get(name) === id) links[name] = link;
    }
    return links;
  }

  input(): readonly Item[] {
    return this.#input ?? this.#run.input.toArray();
  }

  node(name: string): NodeOutputs | undefined {
    const { flow } = this.#run.host;
    const node = flow.graph.nodes.get(name) ?? flow.graph.nodes.get(flow.names.get(name) ?? '');
    if (!node) return undefined;
    const scope = scopeHolding(this.#run.scope, node);
    if (!scope) return undefined;
    return new StepOutputs(this.#run, node, scope.steps[node.index]);
  }
}

const waiting = new WeakMap<Flow, readonly string[]>();

/** Ids of the nodes that have links; looked for once, for flows of many nodes with many steps. */
function waitingNodes(flow: Flow): readonly string[] {
  const known = waiting.get(flow);
  if (known) return known;
  const ids = Object.keys(flow.nodes).filter((id) => flow.nodes[id]?.type === WAIT_FOR);
  waiting.set(flow, ids);
  return ids;
}

/** What expressions of a node see in a scope, whether its step has begun there or not; and what it takes in. */
export function envAt(
  host: EnvPlace['host'],
  scope: Scope,
  node: GraphNode,
  startedAt: number,
): { env: StepEnv; input: ItemList } {
  const input = inputOf(host.state, scope, node);
  const key = scope.prefix + node.id;
  return { env: new StepEnv({ host, compiled: { graph: node }, key, scope, input, startedAt }), input };
}

class StepOutputs implements NodeOutputs {
  readonly #run: EnvPlace;
  readonly #node: GraphNode;
  readonly #step: Step | undefined;
  readonly ran: boolean;

  constructor(run: EnvPlace, node: GraphNode, step: Step | undefined) {
    this.#run = run;
    this.#node = node;
    this.#step = step;
    this.ran = step?.status === 'succeeded';
  }

  all(): readonly Item[] {
    if (!this.#step) return [];
    const { outputs, node } = this.#step;
    const lists = node.shape.outputs
      .filter((port) => port !== 'error')
      .map((port) => outputs.get(port)?.list);
    return concatLists(lists.filter((list) => list !== undefined)).toArray();
  }

  paired(itemIndex: number): Item {
    const place = { node: this.#run.compiled.graph, scope: this.#run.scope };
    const { found, brokeAt } = ancestorsIn(place, itemIndex, this.#node);
    const [first, ...others] = found;
    const item = first?.output.list?.at(first.index);
    if (item && others.length === 0) return item;
    const name = this.#node.id;
    if (item) {
      throw new UserError(`item ${itemIndex} comes from ${found.length} items of "${name}", not from one`, {
        code: 'AMBIGUOUS_ITEM',
        hint: `Use $('${name}').first() or $('${name}').all() instead of .item.`,
      });
    }
    const where = brokeAt ? `; the trace ends at "${brokeAt.node.id}"` : '';
    throw new UserError(`item ${itemIndex} does not come from an item of "${name}"${where}`, {
      code: 'NO_PAIRED_ITEM',
      hint: `Use $('${name}').first() or $('${name}').all() instead of .item.`,
    });
  }
}

/** The nearest open scope, from the inside out, that holds an instance of a node. */
function scopeHolding(from: Scope, node: GraphNode): Scope | undefined {
  for (let scope: Scope | undefined = from; scope; scope = scope.owner?.scope) {
    if (scope.graph === node.scope) return scope;
  }
  return undefined;
}

/** `$iteration` in a scope: the innermost loop; a try is not a loop. */
export function iterationOf(from: Scope | undefined): Iteration | undefined {
  for (let scope = from; scope?.owner; scope = scope.owner.scope) {
    const { owner } = scope;
    if (owner.node.shape.container === 'try') continue;
    return {
      index: scope.index,
      batch: (scope.input.list?.toArray() ?? []).map((item) => item.json),
      count: owner.loop?.count ?? 0,
      parent: iterationOf(owner.scope),
    };
  }
  return undefined;
}
