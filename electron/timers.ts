/** Time as the shell uses it, so that tests need not wait. */
export interface Timers {
  /** Calls back once after so many milliseconds; returns how to call it off. */
  after(ms: number, act: () => void): () => void;
}

export const systemTimers: Timers = {
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
