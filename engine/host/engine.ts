import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ErrorShape, toErrorShape, UserError } from '#contract/error';
import { type Flow, parseFlow } from '#contract/flow';
import type { Catalogue, Folder, HttpClient, Item } from '#contract/node';
import { type ListStore, openScopes, type RunEvent, type RunStarted, type WaitAnswer } from '#contract/run';
import { createSandbox, type Sandbox } from '#engine/expression';
import { createFileStore, createFolder } from '#engine/files';
import { createHttpClient } from '#engine/http';
import { SpillingLists } from '#engine/items';
import {
  type DataDir,
  type Journal,
  MemoryJournal,
  openDataDir,
  type RunRecord,
  SqliteJournal,
} from '#engine/journal';
import {
  type CompiledFlow,
  compileFlow,
  errorFlowOf,
  type FlowCall,
  RunDriver,
  type RunServices,
  systemClock,
} from '#engine/run';
import { readCalledFlow } from './called-flow.ts';
import { chooseTrigger, sampleInput } from './choose-trigger.ts';
import { errorRunId, type Failure, failureItem, failureOf, readFailure } from './error-flow.ts';
import { foldRun } from './history.ts';
import { type ErrorFlowOutcome, RunHandle } from './run-handle.ts';
import { finalItems } from './run-outputs.ts';

/** Characters of JSON that item lists may hold in memory before they move to disk, per engine. */
const LIST_BUDGET = 16 * 1024 * 1024;
/** Milliseconds that a run may wait before it is reported as waiting instead of waited for. */
const PATIENCE = 60_000;
/** Flows that call flows that call flows: a flow that calls itself must end somewhere. */
const MAX_CALL_DEPTH = 32;

export interface EngineOptions {
  catalogue: Catalogue;
  /** Where runs are journalled; without it nothing of a run is kept. */
  dataDir?: string;
  /** Folders besides a flow's own that its paths may lead to: the workspace. */
  folders?: readonly string[];
  /** Nobody waits for results: they come without outputs, and the lists of ended runs give their space back. */
  longLived?: boolean;
  /** Milliseconds to sit through waits before a run counts as waiting; default one minute. */
  patience?: number;
}

export interface StartOptions {
  flow: Flow;
  /** The flow as its file has it, to be kept for the history; default made from `flow`. */
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
}

export interface ResumeOptions {
  /** Gathers a report of every step for the results. */
  steps?: boolean;
  /** Hears of error flows that cannot be started; they are tried again the next time. */
  onProblem?: (problem: { run: string; error: ErrorShape }) => void;
}

interface Launch {
  id: string;
  compiled: CompiledFlow;
  text: string;
  path: string;
  trust: boolean;
}

/**
 * Hosts runs: opens the data directory, gives each run what it needs, and takes up
 * what a crash left unfinished. The desktop app and the command line use the same.
 */
export class Engine {
  readonly catalogue: Catalogue;
  readonly journal: Journal;
  /** Item lists that move to disk when they grow, for whoever folds runs beside the engine. */
  readonly lists: ListStore;
  readonly sandbox: Sandbox;
  readonly #options: EngineOptions;
  readonly #http: HttpClient & { close(): Promise<void> };
  readonly #blobs: string;
  readonly #patience: number;
  readonly #runs = new Map<string, RunHandle>();
  readonly #close: () => void;

  private constructor(
    options: EngineOptions,
    place: { journal: Journal; blobs: string; scratch: string; close: () => void },
  ) {
    this.#options = options;
    this.catalogue = options.catalogue;
    this.#patience = options.patience ?? PATIENCE;
    this.journal = place.journal;
    this.#blobs = place.blobs;
    const lists = new SpillingLists(place.scratch, LIST_BUDGET);
    this.lists = lists;
    this.sandbox = createSandbox();
    this.#http = createHttpClient({ privateNetwork: 'allow' });
    this.#close = () => {
      lists.close();
      place.close();
    };
    this.journal.onFailure = (error) => {
      for (const handle of this.#runs.values()) handle.fail(error);
    };
  }

  /** @throws UserError `DATA_DIR_IN_USE` while another engine has the data directory */
  static async open(options: EngineOptions): Promise<Engine> {
    if (options.dataDir !== undefined) {
      const dir = openDataDir(options.dataDir);
      const journal = openJournal(dir);
      const scratch = join(dir.path, 'scratch');
      rmSync(scratch, { recursive: true, force: true }); // what a crash left; lists are made again
      return new Engine(options, { journal, blobs: dir.blobs, scratch, close: () => dir.release() });
    }
    const dir = mkdtempSync(join(tmpdir(), 'flowbench-'));
    const close = (): void => rmSync(dir, { recursive: true, force: true });
    const journal = new MemoryJournal({ keepFacts: false });
    return new Engine(options, { journal, blobs: join(dir, 'blobs'), scratch: join(dir, 'scratch'), close });
  }

  /** Starts a run. @throws UserError where the flow is not valid or the trigger is not there */
  async start(options: StartOptions): Promise<RunHandle> {
    const compiled = this.#compile(options.flow);
    const trigger = chooseTrigger(compiled, options.trigger);
    const launch: Launch = {
      id: `run_${randomUUID().replaceAll('-', '').slice(0, 20)}`,
      compiled,
      text: options.text ?? JSON.stringify(options.flow),
      path: options.flowPath,
      trust: options.trust ?? false,
    };
    const input = options.input ?? sampleInput(compiled, trigger);
    return this.#launch(launch, trigger, input, options.vars ?? {}, undefined, options.steps ?? false);
  }

  /**
   * Starts a run that takes over facts of an earlier one and goes on from there.
   *
   * @param start the new run's first fact; a run of that id must not exist
   * @param facts what it takes over
   * @param text the flow, whose hash `start` names
   */
  async startFrom(start: RunStarted, facts: Iterable<RunEvent>, text: string): Promise<RunHandle> {
    const { flow } = parseFlow(text);
    const compiled = this.#compile(flow as Flow);
    this.journal.saveFlow(start.flow.hash, text);
    // Without a pause, so in one commit: half of what is taken over would repeat the other half.
    this.journal.append(start.run, start);
    for (const fact of facts) this.journal.append(start.run, fact);
    const driver = new RunDriver(compiled, this.#services(start.path ?? '.', start.trust, start.run));
    const handle = this.#track(start.run, driver, false);
    await driver.recover(this.journal.read(start.run));
    handle.watch();
    return handle;
  }

  /**
   * Takes up every run that was not finished, and starts the error flows that failed
   * runs still owe. A run that cannot go on is ended with the reason.
   */
  async resumeAll(options: ResumeOptions = {}): Promise<RunHandle[]> {
    const handles: RunHandle[] = [];
    for (const record of this.journal.runs({ only: 'unfinished', limit: Number.MAX_SAFE_INTEGER })) {
      if (this.#runs.has(record.id)) continue;
      const handle = await this.#resume(record, options.steps ?? false);
      if (handle) handles.push(handle);
    }
    handles.push(...(await this.#startOwed(options)));
    await this.journal.flush();
    // Runs that were called by others belong to their callers.
    return handles.filter((handle) => !this.#runs.has(handle.parent?.run ?? ''));
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
    const handle = await this.#resume(record, false, answered);
    if (!handle)
      throw new UserError(`Run ${id} can no longer go on.`, { hint: `See why: flowbench show ${id}` });
    for (const other of this.journal.runs({ only: 'unfinished', limit: Number.MAX_SAFE_INTEGER })) {
      if (this.#runs.has(other.parent?.run ?? '') && !this.#runs.has(other.id))
        await this.#resume(other, false);
    }
    return handle;
  }

  /** A run this engine hosts. */
  run(id: string): RunHandle | undefined {
    return this.#runs.get(id);
  }

  /** Stops all runs where they are; they can be taken up again. Resolves when everything is on disk. */
  async close(): Promise<void> {
    for (const handle of this.#runs.values()) handle.suspend();
    // Where that fails, every run has been told by `onFailure`.
    await this.journal.flush().catch(() => undefined);
    await Promise.all([this.sandbox.close(), this.#http.close()]);
    this.journal.close();
    this.#close();
  }

  async #resume(
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
    const driver = new RunDriver(compiled, this.#services(record.path ?? '.', trust, record.id));
    const handle = this.#track(record.id, driver, steps);
    try {
      await driver.recover(this.journal.read(record.id));
    } catch (error) {
      this.#runs.delete(record.id);
      this.#giveUp(record, flow, toErrorShape(error));
      return undefined;
    }
    if (answered) handle.answer(answered.step, answered.answer);
    handle.watch();
    return handle;
  }

  /** Ends a run that cannot go on. */
  #giveUp({ id, parent }: RunRecord, flow: Flow | undefined, error: ErrorShape): void {
    const errorFlow = flow && errorFlowOf(flow, parent);
    const end = { type: 'run.finished', at: Date.now(), status: 'failed', error } as const;
    this.journal.append(id, errorFlow === undefined ? end : { ...end, errorFlow });
    if (parent?.step !== undefined) this.#runs.get(parent.run)?.answerCall(parent.step, { id, ...end });
  }

  /** What a crash kept failed runs from telling. */
  async #startOwed({ steps = false, onProblem }: ResumeOptions): Promise<RunHandle[]> {
    const handles: RunHandle[] = [];
    for (const record of this.journal.runs({ only: 'owing', limit: Number.MAX_SAFE_INTEGER })) {
      if (this.#runs.has(record.id)) continue; // it has just ended here
      try {
        const failure = readFailure(this.journal, record);
        if (failure) handles.push(await this.#startErrorFlow(failure, steps));
      } catch (error) {
        onProblem?.({ run: record.id, error: toErrorShape(error) });
      }
    }
    return handles;
  }

  #compile(flow: Flow): CompiledFlow {
    const { compiled, problems } = compileFlow(flow, this.catalogue);
    if (compiled) return compiled;
    const error = problems.find((problem) => problem.severity === 'error');
    throw new UserError(`"${flow.name}" cannot run: ${error?.message}`, {
      code: 'INVALID_FLOW',
      hint: 'See all problems with flowbench validate.',
      detail: { problems },
    });
  }

  async #launch(
    launch: Launch,
    trigger: string,
    input: AsyncIterable<readonly Item[]>,
    vars: Record<string, unknown>,
    parent: RunStarted['parent'],
    steps: boolean,
  ): Promise<RunHandle> {
    const { compiled, id, text } = launch;
    const hash = createHash('sha256').update(text).digest('hex');
    this.journal.saveFlow(hash, text);
    const driver = new RunDriver(compiled, this.#services(launch.path, launch.trust, id));
    const handle = this.#track(id, driver, steps);
    try {
      await driver.start(
        {
          type: 'run.started',
          at: Date.now(),
          run: id,
          flow: { id: compiled.flow.id, name: compiled.flow.name, hash },
          trigger,
          seed: randomUUID(),
          vars,
          trust: launch.trust,
          path: launch.path,
          ...(parent ? { parent } : {}),
        },
        input,
      );
    } catch (error) {
      // Input that breaks off is no run to go on with.
      driver.cancel();
      throw error;
    }
    handle.watch();
    return handle;
  }

  #track(id: string, driver: RunDriver, steps: boolean): RunHandle {
    const handle = new RunHandle(driver, {
      patience: this.#patience,
      steps,
      outputs: !this.#options.longLived,
      flush: () => this.journal.flush(),
      // The caller's wait ends with the called run, and its idleness shows as the caller's.
      activityOf: (run) => this.#runs.get(run)?.activity,
      onFinish: () => this.#finished(handle),
      onIdle: () => this.#runs.get(handle.parent?.run ?? '')?.look(),
    });
    this.#runs.set(id, handle);
    return handle;
  }

  #services(path: string, trust: boolean, run: string): RunServices {
    return {
      journal: this.journal,
      clock: systemClock,
      lists: this.lists,
      sandbox: this.sandbox,
      files: createFileStore(this.#blobs),
      folder: this.#folder(path, trust),
      http: this.#http,
      callFlow: (call) => this.#callFlow(call, path, run),
    };
  }

  /** What a flow may touch on disk: the folder its file lies in and the workspace, or everything where it is trusted. */
  #folder(flowPath: string, trust: boolean): Folder {
    return createFolder({ root: dirname(flowPath), allowed: this.#options.folders ?? [], anywhere: trust });
  }

  async #callFlow(call: FlowCall, callerPath: string, caller: string): Promise<void> {
    const earlier = this.journal.run(call.run);
    if (earlier) {
      // Asked again after a crash: the called run answers when it ends, if it has not ended already.
      if (earlier.finishedAt !== undefined && call.wait) this.#answerAgain(call, caller);
      return;
    }
    if (this.#depthOf(caller) >= MAX_CALL_DEPTH) {
      throw new UserError(`flows call each other more than ${MAX_CALL_DEPTH} deep`, {
        code: 'CALLS_TOO_DEEP',
        hint: 'A flow that calls itself needs a condition that ends it.',
      });
    }
    const trust = this.#runs.get(caller)?.trust ?? false;
    const { flow, path, text } = await readCalledFlow(call.flow, this.#folder(callerPath, trust));
    const compiled = this.#compile(flow);
    const trigger = chooseTrigger(compiled, undefined, 'trigger.flow');
    const launch: Launch = { id: call.run, compiled, text, path, trust };
    const vars = this.#runs.get(caller)?.vars ?? {};
    await this.#launch(launch, trigger, once(call.items), vars, call.parent, false);
  }

  #answerAgain(call: FlowCall, caller: string): void {
    const state = foldRun(this.journal, call.run, this.catalogue)?.state;
    const gone = { status: 'failed', error: flowGone(call.flow) } as const;
    const ended = state ? { ...state, items: finalItems(state) } : gone;
    this.#runs.get(caller)?.answerCall(call.parent.step, { id: call.run, ...ended });
  }

  #depthOf(run: string): number {
    let depth = 0;
    for (let at = this.#runs.get(run); at?.parent; at = this.#runs.get(at.parent.run)) depth++;
    return depth;
  }

  /** A run has ended: whoever called it goes on, and its error flow starts. */
  #finished(handle: RunHandle): void {
    const { parent, state } = handle;
    if (parent?.step !== undefined) {
      this.#runs
        .get(parent.run)
        ?.answerCall(parent.step, { ...state, id: handle.id, items: finalItems(state) });
    }
    const path = state.status === 'failed' ? errorFlowOf(handle.flow, parent) : undefined;
    const failure = path === undefined ? undefined : failureOf(handle, path, this.journal);
    if (failure) handle.holdFor(this.#runErrorFlow(failure));
    const forget = (): void => this.#forget(handle);
    handle.result.then(forget, forget);
  }

  #forget({ id, state }: RunHandle): void {
    this.#runs.delete(id);
    if (!this.#options.longLived) return;
    for (const { steps } of openScopes(state.root)) {
      for (const step of steps) for (const { list } of step?.outputs.values() ?? []) list?.release();
    }
  }

  async #runErrorFlow(failure: Failure): Promise<ErrorFlowOutcome> {
    try {
      const handle = await this.#startErrorFlow(failure, false);
      const { run, status } = await handle.result;
      return { run, status };
    } catch (error) {
      return { error: toErrorShape(error) };
    }
  }

  async #startErrorFlow(failure: Failure, steps: boolean): Promise<RunHandle> {
    const { run, trust, vars, path: callerPath = '.' } = failure.start;
    const { flow, path, text } = await readCalledFlow(failure.errorFlow, this.#folder(callerPath, trust));
    const compiled = this.#compile(flow);
    const trigger = chooseTrigger(compiled, undefined, 'trigger.failure');
    const launch: Launch = { id: errorRunId(run), compiled, text, path, trust };
    return this.#launch(launch, trigger, once([failureItem(failure)]), vars, { run }, steps);
  }
}

function openJournal(dir: DataDir): SqliteJournal {
  try {
    return new SqliteJournal(dir.journal);
  } catch (error) {
    dir.release();
    throw error;
  }
}

function flowGone(name: string): ErrorShape {
  const message = `the flow "${name}" this run started with can no longer run here: a node type it uses is gone`;
  return { kind: 'user', code: 'FLOW_GONE', message, hint: 'Start the flow again.', retryable: false };
}

async function* once(items: readonly Item[]): AsyncGenerator<readonly Item[], void, undefined> {
  yield items;
}
