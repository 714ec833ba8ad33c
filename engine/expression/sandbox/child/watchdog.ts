import { Worker } from 'node:worker_threads';
import { WATCHDOG_MARK } from '../protocol.ts';

/** Fields of the array shared with the watchdog thread. */
const RUNNING = 0;
const ITEM = 1;
const LIMIT = 2;
const MEMORY = 3;
const ASLEEP = 4;

/**
 * A thread that ends the whole process when a call takes too long or too much
 * memory, on or off the heap, or when the engine is gone. A guest that never
 * gives back control cannot keep it from doing so.
 */
export interface Watchdog {
  begin(limitMs: number, memoryMb: number): void;
  /** Notes which item is being worked on, so that the engine learns which one it was. */
  at(item: number): void;
  end(): void;
}

// Plain JavaScript in a string: the thread starts without reading any file.
const THREAD = `
const { writeSync } = require('node:fs');
const { workerData: { shared, mark } } = require('node:worker_threads');
const parent = process.ppid;
const megabytes = () => process.memoryUsage.rss() / 2 ** 20;
const POLL = 20;
function kill(reason) {
  try { writeSync(2, mark + ' ' + reason + ' ' + shared[${ITEM}] + '\\n'); } catch {}
  process.kill(process.pid, 'SIGKILL');
}
let quiet = 0;
for (;;) {
  const call = Atomics.load(shared, ${RUNNING});
  if (call === 0) {
    quiet += 1;
    if (quiet < 25) { Atomics.wait(shared, ${RUNNING}, 0, POLL); continue; }
    Atomics.store(shared, ${ASLEEP}, 1);
    Atomics.wait(shared, ${RUNNING}, 0);
    Atomics.store(shared, ${ASLEEP}, 0);
    continue;
  }
  quiet = 0;
  const start = performance.now();
  while (Atomics.load(shared, ${RUNNING}) === call) {
    if (performance.now() - start > shared[${LIMIT}]) kill('timeout');
    if (megabytes() - BASE > shared[${MEMORY}]) kill('memory');
    if (process.ppid !== parent) kill('orphan');
    Atomics.wait(shared, ${RUNNING}, call, POLL);
  }
}`;

/** Starts the watchdog thread. */
export function startWatchdog(): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(5 * 4));
  const base = Math.ceil(process.memoryUsage.rss() / 2 ** 20);
  const thread = new Worker(THREAD.replace('BASE', String(base)), {
    eval: true,
    workerData: { shared, mark: WATCHDOG_MARK },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  thread.unref();
  let calls = 0;
  return {
    begin(limitMs, memoryMb) {
      calls = (calls % 0x3fffffff) + 1;
      shared[ITEM] = 0;
      shared[LIMIT] = limitMs;
      shared[MEMORY] = memoryMb;
      Atomics.store(shared, RUNNING, calls);
      if (Atomics.load(shared, ASLEEP) === 1) Atomics.notify(shared, RUNNING);
    },
    at(item) {
      shared[ITEM] = item;
    },
    end() {
      Atomics.store(shared, RUNNING, 0);
    },
  };
}
