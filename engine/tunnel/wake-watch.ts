/** Milliseconds between two looks at the clock. */
const LOOK = 2_000;
/** What is later than this was asleep, not busy. */
const ASLEEP = 15_000;

/** Calls back when the clock has jumped: the machine has been asleep. */
export function watchWaking(
  onWake: () => void,
  { now, every }: { now(): number; every(ms: number, look: () => void): () => void } = system,
): () => void {
  let last = now();
  return every(LOOK, () => {
    const time = now();
    if (time - last > LOOK + ASLEEP) onWake();
    last = time;
  });
}

const system = {
  now: () => Date.now(),
  every(ms: number, look: () => void): () => void {
    const timer = setInterval(look, ms).unref();
    return () => clearInterval(timer);
  },
};
