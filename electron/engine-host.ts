import type { EngineState, Session } from '#contract/desktop';
import { restartDelay } from './backoff.ts';
import type { Announcement, EngineEnd, EngineProcess } from './engine-process.ts';
import type { Timers } from './timers.ts';

/** What the supervisor of the engine needs from outside. */
export interface EngineHostParts {
  launch(): EngineProcess;
  /** Whether the engine at this address answers. */
  probe(url: string): Promise<boolean>;
  timers: Timers;
}

const START_MS = 60_000;
const PROBE_EVERY_MS = 15_000;
/** So many unanswered probes in a row are worth a word. */
const PROBES_MISSED = 3;
/** An engine that ran so long was well: its next end counts as the first. */
const STEADY_MS = 60_000;
const STOP_GRACE_MS = 10_000;
/** `flowbench` ends with it where the user must act first: another try would say the same. */
const EXIT_USAGE = 2;

/**
 * Keeps one engine running. An engine that ends unasked is started again, later
 * each time and not for ever. One that does not answer is left alone: killing an
 * engine that is only busy would make it repeat the steps in flight.
 */
export class EngineHost {
  readonly #parts: EngineHostParts;
  readonly #listeners = new Set<(state: EngineState) => void>();
  #state: EngineState = { state: 'stopped' };
  #process: EngineProcess | undefined;
  #session: Session | undefined;
  #stopping: Promise<void> | undefined;
  #attempt = 0;
  #callOff: (() => void)[] = [];

  constructor(parts: EngineHostParts) {
    this.#parts = parts;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Calls back at each change of state; returns how to stop. */
  onState(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The running engine's address, or undefined while there is none. */
  get running(): Session | undefined {
    return this.#session;
  }

  /** Resolves once an engine runs, be it after several starts. */
  session(): Promise<Session> {
    if (this.#session) return Promise.resolve(this.#session);
    return new Promise((resolve) => {
      const stop = this.onState(() => {
        if (!this.#session) return;
        stop();
        resolve(this.#session);
      });
    });
  }

  /** Starts the engine unless there is one. */
  start(): void {
    if (this.#process) return;
    this.#forgetTimers();
    this.#enter({ state: 'starting' });
    const engine = this.#parts.launch();
    this.#process = engine;
    this.#later(START_MS, () => void engine.stop(0));
    void engine.announced.then((said) => this.#announced(engine, said));
    void engine.ended.then((end) => this.#ended(engine, end));
  }

  /** Stops what runs and starts anew, with all its tries. */
  async restart(): Promise<void> {
    await this.stop();
    this.#attempt = 0;
    this.start();
  }

  /** Stops the engine and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#forgetTimers();
    const engine = this.#process;
    this.#process = undefined;
    this.#session = undefined;
    // Two engines must not meet in one data directory, so whoever starts the next waits for this.
    if (engine) this.#stopping = engine.stop(STOP_GRACE_MS);
    await this.#stopping;
    if (!this.#process) this.#enter({ state: 'stopped' });
  }

  #announced(engine: EngineProcess, { url, token, pid }: Announcement): void {
    if (engine !== this.#process) return;
    this.#forgetTimers();
    this.#session = { url, token };
    this.#enter({ state: 'running', pid });
    this.#later(STEADY_MS, () => {
      this.#attempt = 0;
    });
    this.#watch(engine, url, pid, 0);
  }

  #watch(engine: EngineProcess, url: string, pid: number, missed: number): void {
    this.#later(PROBE_EVERY_MS, async () => {
      const answers = await this.#parts.probe(url);
      if (engine !== this.#process) return;
      const silent = answers ? 0 : missed + 1;
      if (silent === PROBES_MISSED) this.#enter({ state: 'unresponsive', pid });
      if (answers && this.#state.state === 'unresponsive') this.#enter({ state: 'running', pid });
      this.#watch(engine, url, pid, silent);
    });
  }

  #ended(engine: EngineProcess, end: EngineEnd): void {
    if (engine !== this.#process) return;
    this.#forgetTimers();
    this.#process = undefined;
    this.#session = undefined;
    this.#attempt += 1;
    const inMs = end.code === EXIT_USAGE ? undefined : restartDelay(this.#attempt);
    if (inMs === undefined) {
      this.#enter({ state: 'failed', reason: end.reason });
      return;
    }
    this.#enter({ state: 'restarting', attempt: this.#attempt, inMs, reason: end.reason });
    this.#later(inMs, () => this.start());
  }

  #enter(state: EngineState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  #later(ms: number, act: () => void): void {
    this.#callOff.push(this.#parts.timers.after(ms, act));
  }

  #forgetTimers(): void {
    for (const callOff of this.#callOff) callOff();
    this.#callOff = [];
  }
}
