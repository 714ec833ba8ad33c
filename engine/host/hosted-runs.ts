import { createHash, randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { type ErrorShape, toErrorShape, UserError } from '#contract/error';
import type { Pins } from '#contract/fixtures';
import { type Flow, parseFlow } from '#contract/flow';
import type { Catalogue, Folder, Item } from '#contract/node';
import { openScopes, type RunEvent, type RunStarted, type WaitAnswer } from '#contract/run';
import { Masker } from '#engine/credentials';
import { createFolder } from '#engine/files';
import type { Journal, RunRecord } from '#engine/journal';
import {
  type CompiledFlow,
  compileFlow,
  errorFlowOf,
  type FlowCall,
  RunDriver,
  systemClock,
} from '#engine/run';
import type { Place } from './place.ts';
import { RunHandle } from './run-handle.ts';

/** Milliseconds that a run may wait before it is reported as waiting instead of waited for. */
const PATIENCE = 60_000;

export interface HostingOptions {
  catalogue: Catalogue;
  /** Folders besides a flow's own that its paths may lead to: the workspace. */
  folders?: readonly string[];
  /** Nobody waits for results: they come without outputs, and the lists of ended runs give their space back. */
  longLived?: boolean;
  /** Milliseconds to sit through waits before a run counts as waiting; default one minute. */
  patience?: number;
}

/** A run about to start. */
export interface Launch {
  id: string;
  compiled: CompiledFlow;
  /** The flow as it is kept with the run. */
  text: string;
  /** Absolute path of the flow file. */
  path: string;
  trust: boolean;
  trigger: string;
  input: AsyncIterable<readonly Item[]>;
  vars: Record<string, unknown>;
  parent?: RunStarted['parent'];
  /** The event of the inbox that starts it. */
  delivery?: string;
  /** Gathers a report of every step for the result. */
  steps?: boolean;
  only?: string;
  debug?: RunStarted['debug'];
  pins?: Pins;
}

/** What the engine does between its runs. */
export interface BetweenRuns {
  callFlow(call: FlowCall, callerPath: string, caller: string): Promise<void>;
  finished(handle: RunHandle): void;
}

/** The runs of an engine that have not ended: starts them, takes them up from the journal, lets them go. */
export class HostedRuns {
  readonly place: Place;
  readonly catalogue: Catalogue;
  readonly #options: HostingOptions;
  readonly #between: BetweenRuns;
  readonly #handles = new Map<string, RunHandle>();
  readonly #hashes = new FlowHashes();

  constructor(place: Place, options: HostingOptions, between: BetweenRuns) {
    this.place = place;
    this.catalogue = options.catalogue;
    this.#options = options;
    this.#between = between;
    this.journal.onFailure = (error) => {
      for (const handle of this.#handles.values()) handle.fail(error);
    };
  }

  get journal(): Journal {
    return this.place.journal;
  }

  get(id: string | undefined): RunHandle | undefined {
    return this.#handles.get(id ?? '');
  }

  has(id: string | undefined): boolean {
    return this.#handles.has(id ?? '');
  }

  all(): Iterable<RunHandle> {
    return this.#handles.values();
  }

  /** @throws UserError where the flow has errors */
  compile(flow: Flow): CompiledFlow {
    const { compiled, problems } = compileFlow(flow, this.catalogue);
    if (compiled) return compiled;
    const error = problems.find((problem) => problem.severity === 'error');
    throw new UserError(`"${flow.name}" cannot run: ${error?.message}`, {
      code: 'INVALID_FLOW',
      hint: 'See all problems with flowbench validate.',
      detail: { problems },
    });
  }

  /** What a flow may touch on disk: the folder its file lies in and the workspace, or everything where it is trusted. */
  folder(flowPath: string, trust: boolean): Folder {
    return createFolder({ root: dirname(flowPath), allowed: this.#options.folders ?? [], anywhere: trust });
  }

  /** Starts a run; resolves once its input is journalled. */
  async launch(launch: Launch): Promise<RunHandle> {
    const { driver, handle, start } = this.#prepare(launch);
    this.#handles.set(launch.id, handle);
    try {
      await driver.start(start, launch.input);
    } catch (error) {
      // Input that breaks off is no run to go on with.
      driver.cancel();
      throw error;
    }
    handle.watch();
    return handle;
  }

  /**
   * The same for a few items, without a pause: its start and its items are in one commit with whatever else
   * is written in this turn.
   *
   * @param now see `RunDriver.startWith`
   */
  launchWith(launch: Omit<Launch, 'input'>, items: readonly Item[], now: boolean): RunHandle {
    const { driver, handle, start } = this.#prepare(launch);
    if (!now) this.#handles.set(launch.id, handle);
    driver.startWith(start, items, now);
    // Most have ended by now; putting those in would make a map that is all holes.
    if (now && handle.state.status === 'running') this.#handles.set(launch.id, handle);
    handle.watch();
    return handle;
  }

  #prepare(launch: Omit<Launch, 'input'>): { driver: RunDriver; handle: RunHandle; start: RunStarted } {
    const { compiled, id, text, trigger, vars, trust, path, parent, delivery, only, pins, debug } = launch;
    const hash = this.#hashes.of(compiled, text);
    this.journal.saveFlow(hash, text);
    const driver = this.#driver(compiled, path, trust, id, parent);
    const { id: flow, name } = compiled.flow;
    const start: RunStarted = {
      type: 'run.started',
      at: Date.now(),
      run: id,
      flow: { id: flow, name, hash },
      trigger,
      seed: randomUUID(),
      vars,
      trust,
      path,
      ...(parent ? { parent } : {}),
      ...(delivery === undefined ? {} : { delivery }),
      ...(only === undefined ? {} : { only }),
      ...(debug ? { debug } : {}),
      ...(pins ? { pins } : {}),
    };
    return { driver, handle: this.#track(driver, launch.steps ?? false), start };
  }

  /** Starts a run from facts it takes over; see `Engine.startFrom`. */
  async launchFrom(
    start: RunStarted,
    facts: AsyncIterable<RunEvent> | Iterable<RunEvent>,
    text: string,
  ): Promise<RunHandle> {
    const { flow } = parseFlow(text);
    const compiled = this.compile(flow as Flow);
    this.journal.saveFlow(start.flow.hash, text);
    this.journal.append(start.run, start);
    for await (const fact of facts) this.journal.append(start.run, fact);
    const driver = this.#driver(compiled, start.path ?? '.', start.trust, start.run, start.parent);
    const handle = this.#track(driver, false);
    this.#handles.set(start.run, handle);
    await driver.begin(this.journal.read(start.run));
    handle.watch();
    return handle;
  }

  /** Takes a run up from its journal; undefined where it cannot go on, which ends it. */
  async takeUp(
    record: RunRecord,
    steps: boolean,
    answered?: { step: string; answer: WaitAnswer },
  ): Promise<RunHandle | undefined> {
    const { flow } = parseFlow(this.journal.flow(record.flow.hash) ?? '');
    const compiled = flow && compileFlow(flow, this.catalogue).compiled;
    if (!compiled) {
      this.#giveUp(record, flow, flowGone(record.flow.name));
      return undefined;
    }
    const [start] = this.journal.read(record.id);
    const trust = start?.type === 'run.started' && start.trust;
    const driver = this.#driver(compiled, record.path ?? '.', trust, record.id, record.parent);
    const handle = this.#track(driver, steps);
    this.#handles.set(record.id, handle);
    try {
      await driver.recover(this.journal.read(record.id));
    } catch (error) {
      this.#handles.delete(record.id);
      this.#giveUp(record, flow, toErrorShape(error));
      return undefined;
    }
    if (answered) handle.answer(answered.step, answered.answer);
    handle.watch();
    return handle;
  }

  /** Lets go of a run that has ended. */
  forget({ id, state }: RunHandle): void {
    this.#handles.delete(id);
    if (!this.#options.longLived) return;
    for (const { steps } of openScopes(state.root)) {
      for (const step of steps) for (const { list } of step?.outputs.values() ?? []) list?.release();
    }
  }

  /** Ends a run that cannot go on. */
  #giveUp({ id, parent }: RunRecord, flow: Flow | undefined, error: ErrorShape): void {
    const errorFlow = flow && errorFlowOf(flow, parent);
    const end = { type: 'run.finished', at: Date.now(), status: 'failed', error } as const;
    this.journal.append(id, errorFlow === undefined ? end : { ...end, errorFlow });
    if (parent?.step !== undefined) this.get(parent.run)?.answerCall(parent.step, { id, ...end });
  }

  #track(driver: RunDriver, steps: boolean): RunHandle {
    const handle = new RunHandle(driver, {
      patience: this.#options.patience ?? PATIENCE,
      steps,
      outputs: !this.#options.longLived,
      flush: () => this.journal.flush(),
      // The caller's wait ends with the called run, and its idleness shows as the caller's.
      activityOf: (run) => this.get(run)?.activity,
      onFinish: () => this.#between.finished(handle),
      onIdle: () => this.get(handle.parent?.run)?.look(),
    });
    return handle;
  }

  #driver(
    compiled: CompiledFlow,
    path: string,
    trust: boolean,
    run: string,
    parent: RunStarted['parent'],
  ): RunDriver {
    const { journal, lists, sandbox, files, http, connections, links } = this.place;
    // Items go back and forth between a run and those it called, and pieces of secrets with them.
    const masker = this.get(parent?.run)?.masker ?? new Masker();
    return new RunDriver(compiled, {
      journal,
      clock: systemClock,
      lists,
      sandbox,
      files,
      folder: this.folder(path, trust),
      http,
      connections,
      masker,
      linkOf: (step) => links.linkOf({ run, step }),
      callFlow: (call) => this.#between.callFlow(call, path, run),
    });
  }
}

/** Hashes of flows that start again and again. */
class FlowHashes {
  readonly #known = new WeakMap<CompiledFlow, { text: string; hash: string }>();

  of(compiled: CompiledFlow, text: string): string {
    const known = this.#known.get(compiled);
    if (known?.text === text) return known.hash;
    const hash = createHash('sha256').update(text).digest('hex');
    this.#known.set(compiled, { text, hash });
    return hash;
  }
}

/** Why a run cannot be taken up, or asked for what it gave. */
export function flowGone(name: string): ErrorShape {
  const message = `the flow "${name}" this run started with can no longer run here: a node type it uses is gone`;
  return { kind: 'user', code: 'FLOW_GONE', message, hint: 'Start the flow again.', retryable: false };
}

/** Items in one piece, as input of a run. */
export async function* once(items: readonly Item[]): AsyncGenerator<readonly Item[], void, undefined> {
  yield items;
}
