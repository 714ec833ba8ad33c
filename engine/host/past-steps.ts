import type { Catalogue } from '#contract/node';
import {
  apply,
  concatLists,
  type ItemList,
  type ListStore,
  newRunState,
  portInput,
  type RunState,
  type Step,
} from '#contract/run';
import type { Journal } from '#engine/journal';
import { breathe, type CompiledFlow, checkText } from '#engine/run';

/** A run folded as far as was needed. */
export interface FoldedRun {
  compiled: CompiledFlow;
  state: RunState;
  /** Steps by key: all of them in short runs, else the one asked for. */
  steps: ReadonlyMap<string, Step>;
  /** The newest step of each node, by node id. */
  newest: ReadonlyMap<string, Step>;
}

interface Fold extends FoldedRun {
  steps: Map<string, Step>;
  newest: Map<string, Step>;
}

/** Facts up to which all steps of a run are kept at hand. */
const SHORT = 20_000;
/** Ended runs that stay folded. */
const CACHED = 4;
/** Milliseconds that somebody may still read the lists of a fold that is not kept. */
const IN_USE = 60_000;

/**
 * Steps of runs with all the items they took and gave, from the journal: also
 * those of iterations that the live state has let go. Folds what is short once and
 * keeps it, and what is long up to the step that is asked for.
 */
export class PastSteps {
  readonly #journal: Journal;
  readonly #catalogue: Catalogue;
  readonly #lists: ListStore;
  readonly #cache = new Map<string, FoldedRun>();
  /** Folds under way: a window asks for several things of a step at once. */
  readonly #folding = new Map<string, Promise<FoldedRun | undefined>>();

  constructor(source: { journal: Journal; catalogue: Catalogue; lists: ListStore }) {
    this.#journal = source.journal;
    this.#catalogue = source.catalogue;
    this.#lists = source.lists;
  }

  /**
   * Folds a run, in a long one only until the step has ended.
   *
   * @param until key of the step that is wanted; without it the whole run is folded
   * @returns undefined where the run, or what its flow needs, is not there
   */
  fold(run: string, until?: string): Promise<FoldedRun | undefined> {
    const key = `${run} ${until ?? ''}`;
    const folding = this.#folding.get(key) ?? this.#fold(run, until).finally(() => this.#folding.delete(key));
    this.#folding.set(key, folding);
    return folding;
  }

  async #fold(run: string, until: string | undefined): Promise<FoldedRun | undefined> {
    const cached = this.#cache.get(run);
    if (cached) return cached;
    const record = this.#journal.run(run);
    const text = record && this.#journal.flow(record.flow.hash);
    const compiled = text === undefined ? undefined : checkText(text, 'flow', this.#catalogue).compiled;
    if (!compiled) return undefined;
    const fold = await this.#foldUntil(run, compiled, until);
    if (fold.state.status !== 'running' && fold.state.seq <= SHORT) this.#keep(run, fold);
    else releaseLater(fold);
    return fold;
  }

  async #foldUntil(run: string, compiled: CompiledFlow, until: string | undefined): Promise<FoldedRun> {
    const parallelBranches = compiled.flow.settings?.parallelBranches ?? false;
    const about = { graph: compiled.graph, lists: this.#lists, retain: 'all', parallelBranches } as const;
    const state = newRunState({ ...about, keepsIterations: true });
    const fold: Fold = { compiled, state, steps: new Map(), newest: new Map() };
    for (const event of this.#journal.read(run)) {
      const step = apply(fold.state, event);
      if (step && (fold.state.seq <= SHORT || step.key === until)) fold.steps.set(step.key, step);
      if (step) fold.newest.set(step.node.id, step);
      await breathe();
      const wanted = fold.state.seq > SHORT ? fold.steps.get(until ?? '') : undefined;
      if (wanted && wanted.status !== 'running' && wanted.status !== 'waiting') break;
    }
    return fold;
  }

  #keep(run: string, fold: FoldedRun): void {
    this.#cache.set(run, fold);
    const [oldest] = this.#cache;
    if (this.#cache.size <= CACHED || !oldest) return;
    this.#cache.delete(oldest[0]);
    releaseLater(oldest[1]);
  }
}

/** Gives the space of a fold's lists back when nobody can be reading them any more. */
function releaseLater({ steps, newest }: FoldedRun): void {
  setTimeout(() => {
    for (const step of [...steps.values(), ...newest.values()]) {
      for (const { list } of step.outputs.values()) list?.release();
    }
  }, IN_USE).unref();
}

/** The items a step took in by a port, or gave by one; what a container hands inside is its port `each`. */
export function itemsOf(state: RunState, step: Step, side: 'in' | 'out', port: string): ItemList {
  if (side === 'in') return portInput(state, step.scope, step.node, port);
  if (port === 'each' && step.loop?.source.list) return step.loop.source.list;
  return step.outputs.get(port)?.list ?? concatLists([]);
}
