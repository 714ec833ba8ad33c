/** Milliseconds of work before other work gets its turn: far below what a person or a caller notices. */
const SLICE = 8;

let lastPause = performance.now();

/** Lets timers and input have their turn if a while has passed since the last time; nearly free otherwise. */
export function breathe(): Promise<void> | undefined {
  if (performance.now() - lastPause < SLICE) return undefined;
  return new Promise((resolve) => {
    setImmediate(() => {
      lastPause = performance.now();
      resolve();
    });
  });
}
