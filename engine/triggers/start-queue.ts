import type { Item, Started, StartedEnd, StartKey } from '#contract/node';
import type { Engine, RunHandle } from '#engine/host';
import type { TriggerStore, WaitingStart } from '#engine/journal';
import type { PinnedFlow } from './pinned-flow.ts';
import { runIdOf } from './run-ids.ts';

/** Runs at once that triggers have started: of all flows, and of one. A run that waits long does not count. */
const MOST_RUNS = 16;
const MOST_OF_FLOW = 4;
/** Starts of one flow that may wait before its triggers do. */
const MOST_WAITING = 1000;

/** The starts of one flow. */
interface Lane {
  flow: PinnedFlow;
  /** Closed while the flow is not active: what waits stays. */
  isOpen: boolean;
  running: number;
  waiting: number;
  /** Triggers that wait until fewer starts do. */
  held: Set<() => void>;
}

/**
 * Starts that triggers ask for: each is on disk before anything comes of it, and
 * becomes a run when there is room. Flows take turns; within a flow the oldest goes first.
 */
export class StartQueue {
  readonly #engine: Engine;
  readonly #store: TriggerStore;
  /** By activation; those served longest ago first. */
  readonly #lanes = new Map<string, Lane>();
  readonly #ends = new Map<string, PromiseWithResolvers<StartedEnd>>();
  readonly #onChange: (path: string) => void;
  #running = 0;

  constructor(engine: Engine, store: TriggerStore, onChange: (path: string) => void) {
    this.#engine = engine;
    this.#store = store;
    this.#onChange = onChange;
  }

  /** Takes in starts of a flow, to let them become runs once it is opened. */
  prepare(flow: PinnedFlow): void {
    const { id } = flow.activation;
    const lane = this.#lanes.get(id);
    if (lane) Object.assign(lane, { flow, isOpen: false });
    else {
      const waiting = this.#store.countWaiting(id);
      this.#lanes.set(id, { flow, isOpen: false, running: 0, waiting, held: new Set() });
    }
  }

  open(activation: string): void {
    const lane = this.#lanes.get(activation);
    if (lane) lane.isOpen = true;
    this.#pump();
  }

  close(activation: string): void {
    const lane = this.#lanes.get(activation);
    if (lane) lane.isOpen = false;
  }

  /** Lets nothing become a run any more; what is accepted from now on waits for the next engine. */
  closeAll(): void {
    for (const lane of this.#lanes.values()) lane.isOpen = false;
  }

  /** How many starts wait and how many runs are going on. */
  counts(activation: string): { waiting: number; running: number } {
    const lane = this.#lanes.get(activation);
    return { waiting: lane?.waiting ?? this.#store.countWaiting(activation), running: lane?.running ?? 0 };
  }

  /** Counts a run that was going on when the engine started. */
  adopt(activation: string, handle: RunHandle): void {
    const lane = this.#lanes.get(activation);
    if (lane) this.#count(lane, handle);
  }

  /**
   * Accepts a start; resolves when it is on disk with its cursor.
   *
   * @param signal ends the wait for room
   */
  async accept(
    { activation }: PinnedFlow,
    node: string,
    items: readonly Item[],
    { key, cursor }: StartKey,
    signal: AbortSignal,
  ): Promise<Started> {
    const lane = this.#lanes.get(activation.id);
    if (!lane) throw new TypeError(`nothing was prepared for ${activation.path}`);
    const run = runIdOf(activation.id, node, key);
    while (lane.waiting >= MOST_WAITING && !this.#isKnown(run)) await hold(lane, signal);
    const isNew = !this.#isKnown(run);
    if (cursor !== undefined) this.#store.saveCursor(activation.id, node, cursor);
    if (isNew) {
      this.#store.addWaiting({ run, activation: activation.id, node, items });
      lane.waiting++;
      this.#pump();
      this.#onChange(activation.path);
    }
    await this.#engine.journal.flush();
    return { run, isNew };
  }

  /** Resolves when a run that was accepted has ended. */
  ended(run: string): Promise<StartedEnd> {
    const record = this.#engine.journal.run(run);
    const handle = this.#engine.run(run);
    if (record?.finishedAt !== undefined) return Promise.resolve(endOf(record.status, record.error));
    if (handle) return endOfRun(handle);
    if (!this.#store.isWaiting(run)) return Promise.resolve({ status: 'gone' });
    const end = this.#ends.get(run) ?? Promise.withResolvers<StartedEnd>();
    this.#ends.set(run, end);
    return end.promise;
  }

  #isKnown(run: string): boolean {
    return this.#engine.journal.run(run) !== undefined || this.#store.isWaiting(run);
  }

  #pump(): void {
    while (this.#running < MOST_RUNS) {
      const lane = this.#nextLane();
      const [start] = lane ? this.#store.waiting(lane.flow.activation.id, 1) : [];
      if (!lane || !start) return;
      lane.waiting--;
      this.#launch(lane, start);
      for (const go of lane.held) go();
    }
  }

  /** The flow whose turn it is, if there is room for one more of its runs. */
  #nextLane(): Lane | undefined {
    for (const [id, lane] of this.#lanes) {
      if (!lane.isOpen || lane.waiting === 0 || lane.running >= mostOf(lane)) continue;
      this.#lanes.delete(id);
      this.#lanes.set(id, lane);
      return lane;
    }
    return undefined;
  }

  /** The start leaves the queue in the commit in which the run begins. */
  #launch(lane: Lane, { run, node, items }: WaitingStart): void {
    this.#store.removeWaiting(run);
    const { compiled, text, activation } = lane.flow;
    // The content that is active now may have lost the trigger that asked for it.
    if (!compiled.nodes.has(node)) {
      this.#settle(run, { status: 'gone' });
      return;
    }
    lane.running++;
    this.#running++;
    const { path, trust } = activation;
    this.#engine
      .startTriggered({ id: run, compiled, text, path, trust, trigger: node, items })
      .then(async (handle) => {
        void endOfRun(handle).then((end) => this.#settle(run, end));
        await handle.result;
      })
      // The journal has failed: all runs have been told, and the start is still on disk.
      .catch(() => this.#settle(run, { status: 'gone' }))
      .finally(() => this.#leave(lane));
  }

  #count(lane: Lane, handle: RunHandle): void {
    lane.running++;
    this.#running++;
    const leave = (): void => this.#leave(lane);
    handle.result.then(leave, leave);
  }

  #leave(lane: Lane): void {
    lane.running--;
    this.#running--;
    this.#pump();
    this.#onChange(lane.flow.activation.path);
  }

  #settle(run: string, end: StartedEnd): void {
    this.#ends.get(run)?.resolve(end);
    this.#ends.delete(run);
  }
}

function mostOf({ flow }: Lane): number {
  return flow.compiled.flow.settings?.concurrency?.mode === 'queue' ? 1 : MOST_OF_FLOW;
}

function hold(lane: Lane, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      lane.held.delete(go);
      signal.removeEventListener('abort', abort);
    };
    const go = (): void => {
      end();
      resolve();
    };
    const abort = (): void => {
      end();
      reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason);
    lane.held.add(go);
    signal.addEventListener('abort', abort, { once: true });
  });
}

function endOfRun(handle: RunHandle): Promise<StartedEnd> {
  return new Promise((resolve) => {
    const { status, error } = handle.state;
    if (status !== 'running') return resolve(endOf(status, error?.message));
    const stop = handle.subscribe((event) => {
      if (event.type !== 'run.finished') return;
      stop();
      resolve(endOf(event.status, event.error?.message));
    });
  });
}

function endOf(status: string, error: string | undefined): StartedEnd {
  return { status: status === 'succeeded' || status === 'cancelled' ? status : 'failed', error };
}
