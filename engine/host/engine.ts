import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '#contract/error';
import type { Pins } from '#contract/fixtures';
import type { Flow } from '#contract/flow';
import type { Catalogue, Folder, HttpClient, Item } from '#contract/node';
import type { ListStore, RunEvent, RunStarted, WaitAnswer } from '#contract/run';
import type { Connections, Vault } from '#engine/credentials';
import type { Sandbox } from '#engine/expression';
import type { BlobStore } from '#engine/files';
import type { EngineApi, Journal, TriggerStore } from '#engine/journal';
import { type CompiledFlow, errorFlowOf } from '#engine/run';
import { callFlow } from './call-flow.ts';
import { chooseTrigger, sampleInput } from './choose-trigger.ts';
import { failureOf } from './error-flow.ts';
import { HostedRuns, type HostingOptions, once } from './hosted-runs.ts';
import { paced } from './paced.ts';
import { type CredentialOptions, openPlace, type Place } from './place.ts';
import type { RunHandle } from './run-handle.ts';
import { finalItems } from './run-outputs.ts';
import { type OnErrorFlowProblem, runErrorFlow, startOwed } from './start-error-flow.ts';
import type { WaitLinks } from './wait-links.ts';

/** Milliseconds between two looks whether steps are still at work. */
const REST_LOOK = 20;

export interface EngineOptions extends HostingOptions {
  /** Where runs are journalled; without it nothing of a run is kept. */
  dataDir?: string;
  /** How the credentials of the data directory are opened. */
  credentials?: CredentialOptions;
}

export interface StartOptions {
  flow: Flow;
  /** The flow as it is to be kept with the run; default `flow` as JSON. */
  text?: string;
  /** Absolute path of the flow file: relative paths in the flow count from its folder. */
  flowPath: string;
  /** Trigger node to start from; default the manual one, else the first. */
  trigger?: string;
  /** What the trigger gives; default its sample. */
  input?: AsyncIterable<readonly Item[]>;
  vars?: Record<string, unknown>;
  trust?: boolean;
  /** Gathers a report of every step for the result. */
  steps?: boolean;
  /** Besides the trigger only this node runs. */
  only?: string;
  /** Somebody debugs it from its beginning. */
  debug?: RunStarted['debug'];
  /** Nodes that are not run, and what they give instead. */
  pins?: Pins;
}

/** A run that a trigger asks for; see `Launch`. */
export interface TriggeredStart {
  id: string;
  compiled: CompiledFlow;
  text: string;
  path: string;
  trust: boolean;
  trigger: string;
  items: readonly Item[];
}

/** A run that an event of the inbox starts. */
export interface DeliveredStart extends TriggeredStart {
  delivery: string;
  /** Does what can be done without waiting for anything before it returns: only for flows without effects. */
  now: boolean;
}

export interface ResumeOptions {
  /** Gathers a report of every step for the results. */
  steps?: boolean;
  onProblem?: OnErrorFlowProblem;
}

/** An id that no run has. */
export function newRunId(): string {
  return `run_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
}

/**
 * Hosts runs: opens the data directory, starts runs, and takes up what a crash left
 * unfinished. The desktop app and the command line use the same.
 */
export class Engine {
  readonly #place: Place;
  readonly #runs: HostedRuns;

  private constructor(place: Place, options: EngineOptions) {
    this.#place = place;
    this.#runs = new HostedRuns(place, options, {
      callFlow: (call, callerPath, caller) => callFlow(this.#runs, call, callerPath, caller),
      finished: (handle) => this.#finished(handle),
    });
  }

  /** @throws UserError `DATA_DIR_IN_USE` while another engine has the data directory */
  static async open(options: EngineOptions): Promise<Engine> {
    return new Engine(openPlace(options.dataDir, options.credentials), options);
  }

  get catalogue(): Catalogue {
    return this.#runs.catalogue;
  }
  get journal(): Journal {
    return this.#place.journal;
  }
  /** Item lists that move to disk when they grow, for whoever folds runs beside the engine. */
  get lists(): ListStore {
    return this.#place.lists;
  }
  /** The credentials of the data directory. */
  get connections(): Connections {
    return this.#place.connections;
  }
  get vault(): Vault {
    return this.#place.vault;
  }
  /** What triggers keep; undefined where nothing of a run is kept. */
  get triggers(): TriggerStore | undefined {
    return this.#place.triggers;
  }
  /** By which waiting steps are answered from outside. */
  get links(): WaitLinks {
    return this.#place.links;
  }
  get http(): HttpClient {
    return this.#place.http;
  }
  /** Files that belong to items. */
  get files(): BlobStore {
    return this.#place.files;
  }
  get sandbox(): Sandbox {
    return this.#place.sandbox;
  }

  /** Starts a run. @throws UserError where the flow is not valid or the trigger is not there */
  async start(options: StartOptions): Promise<RunHandle> {
    const compiled = this.#runs.compile(options.flow);
    const trigger = chooseTrigger(compiled, options.trigger);
    return this.#runs.launch({
      id: newRunId(),
      compiled,
      text: options.text ?? JSON.stringify(options.flow),
      path: options.flowPath,
      trust: options.trust ?? false,
      trigger,
      input: paced(options.input ?? sampleInput(compiled, trigger)),
      vars: options.vars ?? {},
      steps: options.steps ?? false,
      ...(options.only === undefined ? {} : { only: options.only }),
      ...(options.debug ? { debug: options.debug } : {}),
      ...(options.pins ? { pins: options.pins } : {}),
    });
  }

  /** @throws UserError where the flow has errors */
  compile(flow: Flow): CompiledFlow {
    return this.#runs.compile(flow);
  }

  /**
   * Starts a run that a trigger asks for. Its start and all its items are in one commit,
   * with whatever else is written in this turn.
   *
   * @param start a run of that id must not exist
   */
  startTriggered(start: TriggeredStart): Promise<RunHandle> {
    const { items, ...rest } = start;
    return this.#runs.launch({ ...rest, input: once(items), vars: {} });
  }

  /** The same without a pause for an event of the inbox, which counts as started in the same commit. */
  startDelivered({ items, now, ...rest }: DeliveredStart): RunHandle {
    return this.#runs.launchWith({ ...rest, vars: {} }, items, now);
  }

  /**
   * Starts a run that takes over facts of an earlier one and goes on from there.
   *
   * @param start the new run's first fact; a run of that id must not exist
   * @param facts what it takes over
   * @param text the flow, whose hash `start` names
   */
  startFrom(
    start: RunStarted,
    facts: AsyncIterable<RunEvent> | Iterable<RunEvent>,
    text: string,
  ): Promise<RunHandle> {
    return this.#runs.launchFrom(start, facts, text);
  }

  /**
   * Takes up every run that was not finished, and starts the error flows that failed
   * runs still owe. A run that cannot go on is ended with the reason.
   */
  async resumeAll(options: ResumeOptions = {}): Promise<RunHandle[]> {
    const { steps = false, onProblem } = options;
    const handles: RunHandle[] = [];
    for (const record of this.journal.runs({ only: 'unfinished', limit: Number.MAX_SAFE_INTEGER })) {
      if (this.#runs.has(record.id)) continue;
      const handle = await this.#runs.takeUp(record, steps);
      if (handle) handles.push(handle);
    }
    handles.push(...(await startOwed(this.#runs, steps, onProblem)));
    await this.journal.flush();
    // Runs that were called by others belong to their callers.
    return handles.filter((handle) => !this.#runs.has(handle.parent?.run));
  }

  /**
   * Takes up one run, with those it called, and answers one of its steps.
   *
   * @throws UserError where the run has ended, is not there, or does not wait for this
   */
  async resume(id: string, answered: { step: string; answer: WaitAnswer }): Promise<RunHandle> {
    const record = this.journal.run(id);
    if (!record || record.finishedAt !== undefined) {
      throw new UserError(record ? `Run ${id} has ended: it ${record.status}.` : `There is no run ${id}.`, {
        code: record ? 'NOT_WAITING' : 'UNKNOWN_RUN',
        hint: '"flowbench runs" lists the runs and what they wait for.',
      });
    }
    const handle = await this.#runs.takeUp(record, false, answered);
    if (!handle) {
      throw new UserError(`Run ${id} can no longer go on.`, { hint: `See why: flowbench show ${id}` });
    }
    for (const other of this.journal.runs({ only: 'unfinished', limit: Number.MAX_SAFE_INTEGER })) {
      const isCalled = this.#runs.has(other.parent?.run) && !this.#runs.has(other.id);
      if (isCalled) await this.#runs.takeUp(other, false);
    }
    return handle;
  }

  /** What a flow may touch on disk; see `HostedRuns`. */
  folder(flowPath: string, trust: boolean): Folder {
    return this.#runs.folder(flowPath, trust);
  }

  /** A run this engine hosts. */
  run(id: string): RunHandle | undefined {
    return this.#runs.get(id);
  }

  /** Lets this user's other programs find the API that serves this engine. */
  announce(api: EngineApi): void {
    this.#place.announce(api);
  }

  /**
   * Begins no further steps, and waits until those at work have ended and are journalled.
   * `close` comes after it.
   *
   * @param patience milliseconds after which it waits no longer
   */
  async rest(patience: number): Promise<void> {
    const until = performance.now() + patience;
    for (const handle of this.#runs.all()) handle.rest();
    const isAtWork = (): boolean => [...this.#runs.all()].some((handle) => handle.isAtWork);
    while (isAtWork() && performance.now() < until) await setTimeout(REST_LOOK);
  }

  /** Stops all runs where they are; they can be taken up again. Resolves when everything is on disk. */
  async close(): Promise<void> {
    for (const handle of this.#runs.all()) handle.suspend();
    await this.#place.close();
  }

  /** A run has ended: whoever called it goes on, and its error flow starts. */
  #finished(handle: RunHandle): void {
    const { parent, state, id } = handle;
    if (parent?.step !== undefined) {
      const end = { ...state, id, items: finalItems(state) };
      this.#runs.get(parent.run)?.answerCall(parent.step, end);
    }
    const path = state.status === 'failed' ? errorFlowOf(handle.flow, parent) : undefined;
    const failure = path === undefined ? undefined : failureOf(handle, path, this.journal);
    if (failure) handle.holdFor(runErrorFlow(this.#runs, failure));
    const forget = (): void => this.#runs.forget(handle);
    handle.result.then(forget, forget);
  }
}
