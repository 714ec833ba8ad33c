import { create } from 'zustand';
import type { StepLogged } from '#contract/run';

/** What the shown run has logged. */
export interface Log {
  run: string;
  /** Oldest first; only ever appended to, so that a busy run costs no copies. */
  lines: readonly LogLine[];
  /** Lines that went because there were more than are kept. */
  dropped: number;
  /** Says that `lines` has changed in place. */
  version: number;
}

export type LogLine = StepLogged & { seq: number };

/** Lines of a run that the window keeps. */
const MOST_LINES = 20_000;

const useLogs = create<{ logs: Readonly<Record<string, Log>> }>(() => ({ logs: {} }));

/** The log of the run shown on a flow's canvas. */
export function useLog(path: string | undefined): Log | undefined {
  return useLogs(({ logs }) => (path === undefined ? undefined : logs[path]));
}

/** Gathers the lines of one run, and shows them on a flow when told to. */
export class LogGatherer {
  readonly #path: string;
  readonly #run: string;
  #lines: LogLine[] = [];
  #dropped = 0;
  #changed = true;
  #version = 0;

  constructor(path: string, run: string) {
    this.#path = path;
    this.#run = run;
  }

  add(event: StepLogged, seq: number): void {
    this.#changed = true;
    this.#lines.push({ ...event, seq });
    // A tenth at once: taking away the first line of many again and again would copy them each time.
    if (this.#lines.length <= MOST_LINES * 1.1) return;
    this.#dropped += this.#lines.length - MOST_LINES;
    this.#lines = this.#lines.slice(-MOST_LINES);
  }

  publish(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const log = { run: this.#run, lines: this.#lines, dropped: this.#dropped, version: ++this.#version };
    useLogs.setState(({ logs }) => ({ logs: { ...logs, [this.#path]: log } }));
  }
}

/** Takes away the log of a flow that shows no run any more. */
export function clearLog(path: string): void {
  useLogs.setState(({ logs: { [path]: _, ...logs } }) => ({ logs }));
}
