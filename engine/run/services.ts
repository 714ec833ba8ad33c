import type { FileStore, Folder, HttpClient, Item } from '#contract/node';
import type { ListStore } from '#contract/run';
import type { Connections, Masker } from '#engine/credentials';
import type { Sandbox } from '#engine/expression';
import type { Journal } from '#engine/journal';

/** Everything through which a run reaches the world. Small, so that the interpreter can be hosted elsewhere. */
export interface RunServices {
  journal: Journal;
  clock: Clock;
  lists: ListStore;
  sandbox: Sandbox;
  files: FileStore;
  folder: Folder;
  http: HttpClient;
  connections: Pick<Connections, 'openSlot'>;
  /** Knows the secrets that this run, and those it called, have opened. */
  masker: Masker;
  /** Starts another flow; the same `run` id is started once, however often it is asked for. */
  callFlow(call: FlowCall): Promise<void>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves at a time, or rejects with the signal's reason. Does not keep the process alive by itself. */
  until(time: number, signal: AbortSignal): Promise<void>;
}

export interface FlowCall {
  /** Id for the new run. */
  run: string;
  /** Path or id, as the calling flow writes it. */
  flow: string;
  items: readonly Item[];
  parent: { run: string; step: string };
  /** Whether the calling step waits for the result. */
  wait: boolean;
}

/** Longest time a timer can be set for; longer waits are made of several. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  until(time, signal) {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const abort = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const wait = (): void => {
        const left = time - Date.now();
        if (left <= 0) {
          signal.removeEventListener('abort', abort);
          resolve();
        } else timer = setTimeout(wait, Math.min(left, LONGEST_TIMER));
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      wait();
    });
  },
};
