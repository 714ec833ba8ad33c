import { type ErrorShape, toErrorShape, UserError } from '#contract/error';
import { parseFlow } from '#contract/flow';
import type { Clock } from '#contract/node';
import type { Engine, RunHandle } from '#engine/host';
import type { Activation, TriggerStore } from '#engine/journal';
import { systemClock } from '#engine/run';
import { contentHash } from '#engine/workspace';
import { ActiveFlow } from './active-flow.ts';
import type { ArmServices, TakeCalls, TriggerStatus } from './armed-trigger.ts';
import { type PinnedFlow, planActivation } from './pinned-flow.ts';
import { runAtSwitch } from './run-at-switch.ts';
import { newActivationId } from './run-ids.ts';
import { StartQueue } from './start-queue.ts';
import { triggerAccess } from './trigger-access.ts';

/** A flow to be activated, with the content it is to have from then on. */
export interface ActivateRequest {
  /** Absolute path of the flow file. */
  path: string;
  text: string;
  /** What its runs may do; see `needsTrust`. */
  trust: boolean;
}

/** A flow that is or was active, and how its triggers are. */
export interface ActivationStatus extends Activation {
  triggers: readonly TriggerStatus[];
  /** Starts that wait for room, and runs that triggers have started. */
  waiting: number;
  running: number;
}

/** Whether a flow that was active may go on: throws a `UserError` where not. */
export type CheckGoOn = (activation: Activation, text: string) => Promise<void>;

/**
 * Makes flows active and inactive: pins their content, arms their triggers, and
 * turns what those ask for into runs. What it decides is on disk before it acts,
 * so that after a crash it goes on where it was. Changes of one flow come one after the other.
 */
export class TriggerHost {
  readonly #engine: Engine;
  readonly #store: TriggerStore;
  readonly #clock: Clock;
  readonly #queue: StartQueue;
  readonly #services: ArmServices;
  /** By path of the flow. */
  readonly #active = new Map<string, ActiveFlow>();
  /** Why flows that were active could not be taken up; the next start tries again. By path. */
  readonly #refused = new Map<string, ErrorShape>();
  readonly #closing = new AbortController();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(path: string) => void>();

  /**
   * @param engine one with a data directory
   * @param options takeCalls: what listens for calls from outside; without it triggers that need it cannot be armed
   */
  constructor(engine: Engine, options: { clock?: Clock; takeCalls?: TakeCalls } = {}) {
    const { clock = systemClock, takeCalls = nobodyListens } = options;
    const { triggers: store } = engine;
    if (!store) throw new TypeError('triggers need a data directory');
    this.#engine = engine;
    this.#store = store;
    this.#clock = clock;
    const onChange = (path: string): void => {
      for (const listener of this.#listeners) listener(path);
    };
    const queue = new StartQueue(engine, store, onChange);
    this.#queue = queue;
    this.#services = {
      clock,
      store,
      queue,
      reach: (flow, node) => triggerAccess(engine, flow, node),
      flush: () => engine.journal.flush(),
      onChange,
      takeCalls,
    };
  }

  /** Hears the path of a flow whenever something of its status has changed. */
  subscribe(listener: (path: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every flow that is or was active. */
  all(): ActivationStatus[] {
    return this.#store.activations().map((activation) => this.#statusOf(activation));
  }

  /** Undefined for a flow that has never been activated. */
  status(path: string): ActivationStatus | undefined {
    const activation = this.#store.activation(path);
    return activation && this.#statusOf(activation);
  }

  /**
   * Makes a flow active with this content; nothing happens where it already is.
   * What is active with other content is deactivated first.
   *
   * @throws UserError with what stands in the way; then nothing of the flow is armed
   * (where the content itself does, what was active stays active)
   */
  activate({ path, text, trust }: ActivateRequest): Promise<ActivationStatus> {
    return this.#inTurn(path, async () => {
      const hash = contentHash(text);
      const before = this.#store.activation(path);
      if (before?.state === 'active' && before.hash === hash && this.#active.has(path)) {
        return this.#statusOf(before);
      }
      planActivation(this.#compile(text));
      this.#refused.delete(path);
      if (before && this.#active.has(path)) await this.#switchOff(before);
      const activation: Activation = {
        id: before?.id ?? newActivationId(),
        path,
        state: 'activating',
        attempt: (before?.attempt ?? 0) + 1,
        hash,
        trust,
        since: this.#clock.now(),
        error: undefined,
      };
      this.#engine.journal.saveFlow(hash, text);
      await this.#save(activation);
      return this.#statusOf(await this.#switchOn(activation, text));
    });
  }

  /** Disarms a flow's triggers; nothing happens where it is not active. */
  deactivate(path: string): Promise<ActivationStatus | undefined> {
    return this.#inTurn(path, async () => {
      const before = this.#store.activation(path);
      if (!before || before.state === 'inactive') return before && this.#statusOf(before);
      this.#refused.delete(path);
      return this.#statusOf(await this.#switchOff(before));
    });
  }

  /**
   * Arms what was active when the engine stopped, and begins to go on with what was under way.
   *
   * @param resumed runs that go on
   * @param isHere whether to take up the flow of this path; others rest
   */
  async takeUp(
    resumed: readonly RunHandle[],
    isHere: (path: string) => boolean,
    checkGoOn: CheckGoOn,
  ): Promise<void> {
    for (const activation of this.#store.activations()) {
      const { path } = activation;
      if (!isHere(path)) continue;
      const turn = this.#inTurn(path, async () => {
        if (activation.state === 'deactivating') await this.#switchOff(activation);
        if (activation.state !== 'active' && activation.state !== 'activating') return;
        const text = this.#engine.journal.flow(activation.hash) ?? '';
        try {
          await checkGoOn(activation, text);
          if (activation.state === 'activating') await this.#switchOn(activation, text);
          else this.#armAgain({ activation, compiled: this.#compile(text), text }, resumed);
        } catch (thrown) {
          // An activation that was under way has failed and says so itself.
          if (activation.state === 'active') this.#refused.set(path, toErrorShape(thrown));
        }
      });
      turn.catch(() => undefined);
      // What runs when a flow is switched on or off may take its time.
      if (activation.state === 'active') await turn;
    }
  }

  /** The file of a flow has another path now. */
  async moved(from: string, to: string): Promise<void> {
    await this.#inTurn(from, async () => {
      const before = this.#store.activation(from);
      if (!before) return;
      const active = this.#active.get(from);
      this.#active.delete(from);
      this.#refused.delete(from);
      await active?.disarm();
      const activation = { ...before, path: to };
      await this.#save(activation);
      if (active) this.#armAgain({ ...active.flow, activation }, []);
    });
  }

  /** Disarms everything, to be taken up the next time. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the engine stops'));
    this.#queue.closeAll();
    await Promise.all([...this.#active.values()].map((active) => active.disarm()));
    await Promise.allSettled(this.#turns.values());
  }

  async #switchOn(activation: Activation, text: string): Promise<Activation> {
    const compiled = this.#compile(text);
    const flow: PinnedFlow = { activation: { ...activation, state: 'active' }, compiled, text };
    let active: ActiveFlow | undefined;
    try {
      active = new ActiveFlow(flow, this.#services);
      this.#queue.prepare(flow);
      this.#active.set(activation.path, active);
      // Armed before the runs: who is told an address calls it at once to see whether it answers.
      await active.arm();
      const about = { on: true, now: activation.since, signal: this.#closing.signal };
      await runAtSwitch(this.#engine, flow, active.plan.onActivation, about);
    } catch (thrown) {
      this.#active.delete(activation.path);
      await active?.disarm();
      // Otherwise the next start goes on with it.
      if (!this.#closing.signal.aborted) await this.#fail(activation, thrown);
      throw thrown;
    }
    const reached = { ...flow.activation, since: this.#clock.now() };
    const saved = this.#save(reached);
    // In the same commit: from when on its triggers count is on disk with the flow's being active.
    active.go();
    await saved;
    this.#queue.open(activation.id);
    return reached;
  }

  async #switchOff(activation: Activation): Promise<Activation> {
    const { id, path, hash } = activation;
    this.#queue.close(id);
    const leaving: Activation = { ...activation, state: 'deactivating', error: undefined };
    if (activation.state !== 'failed') await this.#save(leaving);
    const active = this.#active.get(path);
    this.#active.delete(path);
    await active?.disarm();
    let error: ErrorShape | undefined;
    try {
      const text = this.#engine.journal.flow(hash) ?? '';
      const flow = active?.flow ?? { activation, compiled: this.#compile(text), text };
      const { onDeactivation } = planActivation(flow.compiled);
      const about = { on: false, now: this.#clock.now(), signal: this.#closing.signal };
      if (activation.state !== 'failed') await runAtSwitch(this.#engine, flow, onDeactivation, about);
    } catch (thrown) {
      if (this.#closing.signal.aborted) throw thrown;
      error = toErrorShape(thrown);
    }
    const reached: Activation = { ...leaving, state: 'inactive', since: this.#clock.now(), error };
    await this.#save(reached);
    return reached;
  }

  #armAgain(flow: PinnedFlow, resumed: readonly RunHandle[]): void {
    const { id, path } = flow.activation;
    const active = new ActiveFlow(flow, this.#services);
    this.#queue.prepare(flow);
    for (const handle of resumed) {
      if (handle.path === path && !handle.parent) this.#queue.adopt(id, handle);
    }
    this.#active.set(path, active);
    active.armAgain();
    this.#queue.open(id);
  }

  async #fail(activation: Activation, thrown: unknown): Promise<void> {
    const since = this.#clock.now();
    await this.#save({ ...activation, state: 'failed', since, error: toErrorShape(thrown) });
  }

  async #save(activation: Activation): Promise<void> {
    this.#store.saveActivation(activation);
    await this.#engine.journal.flush();
    this.#services.onChange(activation.path);
  }

  #compile(text: string): PinnedFlow['compiled'] {
    const { flow, problems } = parseFlow(text);
    if (flow) return this.#engine.compile(flow);
    throw new UserError(`The flow cannot be read: ${problems[0]?.message}`, { code: 'INVALID_FLOW' });
  }

  #statusOf(activation: Activation): ActivationStatus {
    const triggers = this.#active.get(activation.path)?.triggers ?? [];
    const error = this.#refused.get(activation.path);
    const refused = error ? { state: 'failed' as const, error } : {};
    return { ...activation, ...refused, triggers, ...this.#queue.counts(activation.id) };
  }

  /** After what is under way for this flow. */
  #inTurn<T>(path: string, act: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(path) ?? Promise.resolve();
    const turn = before.then(act, act);
    const settled = turn
      .catch(() => undefined)
      .finally(() => {
        if (this.#turns.get(path) === settled) this.#turns.delete(path);
      });
    this.#turns.set(path, settled);
    return turn;
  }
}

function nobodyListens(): never {
  throw new UserError('Nothing listens for calls from outside here.', {
    code: 'NO_LISTENER',
    hint: 'Start the app with flowbench serve.',
  });
}
