import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ErrorShape } from '#contract/error';
import type { Pins } from '#contract/fixtures';
import { type Flow, parseFlow } from '#contract/flow';
import type { Catalogue, Clock, Item, JsonObject } from '#contract/node';
import {
  type ListStore,
  memoryLists,
  type RunEvent,
  type RunStarted,
  type RunState,
  type Step,
} from '#contract/run';
import { Connections, type ConnectionsOptions, connectionTypes, Masker } from '#engine/credentials';
import { createSandbox } from '#engine/expression';
import { createFileStore, createFolder } from '#engine/files';
import { createHttpClient } from '#engine/http';
import { type Journal, MemoryJournal } from '#engine/journal';
import { type CompiledFlow, compileFlow, RunDriver, type RunServices } from '#engine/run';
import { catalogue, toCatalogue } from '#nodes';
import { TestClock } from '#test/clock';
import { MemoryCredentials } from '#test/credentials';
import { testNodes, World } from './test-nodes.ts';

/** A flow as its file holds it, without what every file has. */
export interface FlowText {
  nodes: Record<string, Partial<Flow['nodes'][string]>>;
  edges?: string[];
  settings?: Flow['settings'];
  connections?: Flow['connections'];
  view?: Flow['view'];
}

export interface RunFlowOptions {
  /** What the trigger gives: plain `json` objects. */
  input?: readonly JsonObject[] | Iterable<JsonObject>;
  trigger?: string;
  vars?: Record<string, unknown>;
  journal?: Journal;
  lists?: ListStore;
  clock?: Clock;
  world?: World;
  callFlow?: RunServices['callFlow'];
  credentials?: Pick<ConnectionsOptions, 'store' | 'bindings'>;
  id?: string;
  /** Somebody debugs it. */
  debug?: RunStarted['debug'];
  pins?: Pins;
}

/** What became of a run, in plain data. */
export interface Ran {
  /** `waiting`: idle, and no clock will change that. */
  status: RunState['status'] | 'waiting';
  /** `json` of the items of the flow's last nodes, by node and port; ports without items left out. */
  outputs: Record<string, Record<string, JsonObject[]>>;
  error: ErrorShape | undefined;
  /** By step key. */
  steps: Record<string, RanStep>;
  /** Keys of the steps that were started, in order; skipped ones left out. */
  order: string[];
  events: readonly RunEvent[];
  state: RunState;
  effects: readonly string[];
}

export interface RanStep {
  status: Step['status'];
  attempts: number;
  /** `json` by port; ports without items left out. */
  out: Record<string, JsonObject[]>;
  error: ErrorShape | undefined;
}

const sandbox = createSandbox({ processes: 1 });
const http = createHttpClient({ privateNetwork: 'allow' });
afterAll(async () => {
  await Promise.all([sandbox.close(), http.close()]);
});

/** The real catalogue and the test nodes of a world. */
export function catalogueWith(world: World): Catalogue {
  return toCatalogue([...catalogue.values(), ...testNodes(world)]);
}

/** Compiles a flow; throws with all problems where it has errors. */
export function compile(text: FlowText, world = new World()): CompiledFlow {
  const { flow, problems } = parseFlow(JSON.stringify({ flowbench: 1, name: 'test', ...text }), 'test');
  const { compiled, problems: more = [] } = flow ? compileFlow(flow, catalogueWith(world)) : {};
  if (!compiled) throw new Error([...problems, ...more].map(({ message }) => message).join('\n'));
  return compiled;
}

/** A run that goes on while the test looks at it. */
export class LiveRun {
  readonly driver: RunDriver;
  readonly world: World;
  readonly clock: Clock;
  readonly #steps = new Map<string, RanStep>();
  readonly #order: string[] = [];
  readonly #events: RunEvent[] = [];
  #watchers: (() => void)[] = [];

  constructor(compiled: CompiledFlow, options: RunFlowOptions) {
    this.world = options.world ?? new World();
    this.clock = options.clock ?? new TestClock();
    const folder = join(tmpdir(), 'flowbench-test');
    this.driver = new RunDriver(compiled, {
      journal: options.journal ?? new MemoryJournal(),
      clock: this.clock,
      lists: options.lists ?? memoryLists,
      sandbox,
      files: createFileStore(join(folder, 'blobs')),
      folder: createFolder({ root: folder, allowed: [], anywhere: false }),
      http,
      connections: new Connections({
        ...(options.credentials ?? new MemoryCredentials()),
        types: connectionTypes,
        http,
      }),
      masker: new Masker(),
      linkOf: () => undefined,
      callFlow: options.callFlow ?? (() => Promise.reject(new Error('no other flows here'))),
    });
    this.driver.subscribe((event, step) => this.#hear(event, step));
    this.driver.watcher = {
      look: () => {
        for (const watcher of this.#watchers.splice(0)) watcher();
      },
    };
  }

  /** Resolves with the first fact that fits, past ones included. */
  async fact<T extends RunEvent['type']>(type: T, step?: string): Promise<Extract<RunEvent, { type: T }>> {
    const fits = (event: RunEvent): boolean =>
      event.type === type && (step === undefined || ('step' in event && event.step === step));
    const past = this.#events.find(fits);
    if (past) return past as Extract<RunEvent, { type: T }>;
    return new Promise((resolve) => {
      const stop = this.driver.subscribe((event) => {
        if (!fits(event)) return;
        stop();
        resolve(event as Extract<RunEvent, { type: T }>);
      });
    });
  }

  /** Resolves when the run has ended or waits for something outside; a test clock moves on by itself. */
  async settled(): Promise<Ran> {
    for (;;) {
      const { activity } = this.driver;
      if (activity.is === 'finished') return this.#told(this.driver.state.status);
      if (activity.is === 'idle') {
        if (activity.until === undefined) return this.#told('waiting');
        if (this.clock instanceof TestClock) this.clock.moveTo(activity.until);
      }
      await this.changed();
    }
  }

  /** Resolves when the run may have become idle or finished. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.push(resolve);
      // What is already true is not told again.
      if (this.driver.activity.is !== 'busy') setImmediate(resolve);
    });
  }

  #hear(event: RunEvent, step: Step | undefined): void {
    this.#events.push(event);
    if (event.type === 'step.skipped') {
      this.#steps.set(event.step, { status: 'skipped', attempts: 0, out: {}, error: undefined });
    }
    if (!step) return;
    if (!this.#steps.has(step.key)) this.#order.push(step.key);
    this.#steps.set(step.key, {
      status: step.status,
      attempts: step.attempts,
      error: step.error,
      out: event.type === 'step.succeeded' ? outputsOf(step) : {},
    });
  }

  #told(status: Ran['status']): Ran {
    const { state } = this.driver;
    const outputs: Ran['outputs'] = {};
    for (const node of state.graph.root.nodes) {
      const step = state.root.steps[node.index];
      if (node.outgoing.length === 0 && step?.status === 'succeeded') outputs[node.id] = outputsOf(step);
    }
    return {
      status,
      outputs,
      error: state.error,
      steps: Object.fromEntries(this.#steps),
      order: this.#order,
      events: this.#events,
      state,
      effects: this.world.effects,
    };
  }
}

/** Starts a flow and hands it over running. */
export function startFlow(text: FlowText | CompiledFlow, options: RunFlowOptions = {}): LiveRun {
  const world = options.world ?? new World();
  const compiled = 'graph' in text ? text : compile(text, world);
  const run = new LiveRun(compiled, { ...options, world });
  const trigger = options.trigger ?? Object.keys(compiled.flow.nodes)[0] ?? '';
  void run.driver.start(
    {
      type: 'run.started',
      at: run.clock.now(),
      run: options.id ?? 'run_1',
      flow: { id: compiled.flow.id, name: compiled.flow.name, hash: 'none' },
      trigger,
      seed: 'seed',
      vars: options.vars ?? {},
      trust: false,
      ...(options.debug ? { debug: options.debug } : {}),
      ...(options.pins ? { pins: options.pins } : {}),
    },
    chunksOf(options.input ?? [{}]),
  );
  return run;
}

/** Runs a flow until it ends or waits for something outside. */
export function runFlow(text: FlowText | CompiledFlow, options: RunFlowOptions = {}): Promise<Ran> {
  return startFlow(text, options).settled();
}

/** Takes a run up from its facts, as a new engine would. */
export async function resumeFlow(
  text: FlowText | CompiledFlow,
  facts: Iterable<RunEvent>,
  options: RunFlowOptions = {},
): Promise<LiveRun> {
  const world = options.world ?? new World();
  const compiled = 'graph' in text ? text : compile(text, world);
  const journal = options.journal ?? new MemoryJournal();
  const told = [...facts];
  if (!options.journal) for (const fact of told) journal.append(options.id ?? 'run_1', fact);
  const run = new LiveRun(compiled, { ...options, world, journal });
  await run.driver.recover(told);
  return run;
}

/** `n` plain inputs with ids from 1. */
export function ids(n: number): JsonObject[] {
  return Array.from({ length: n }, (_, index) => ({ id: index + 1 }));
}

async function* chunksOf(input: Iterable<JsonObject>): AsyncGenerator<readonly Item[], void, undefined> {
  let chunk: Item[] = [];
  for (const json of input) {
    chunk.push({ json });
    if (chunk.length < 700) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}

function outputsOf(step: Step): Record<string, JsonObject[]> {
  const out: Record<string, JsonObject[]> = {};
  for (const [port, { list }] of step.outputs) {
    if (list && list.length > 0) out[port] = list.toArray().map((item) => item.json);
  }
  return out;
}
