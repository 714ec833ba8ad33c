import type { Clock, FileStore, Folder, HttpClient, Item } from '#contract/node';
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
  /** Where a step of this run is answered from outside; undefined where nothing listens for calls. */
  linkOf(step: string): string | undefined;
  /** Starts another flow; the same `run` id is started once, however often it is asked for. */
  callFlow(call: FlowCall): Promise<void>;
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

/**
 * Milliseconds after which a wait looks at the time again: timers stand still while
 * the machine sleeps, and know nothing of a clock that is set.
 */
const LONGEST_TIMER = 30_000;

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
