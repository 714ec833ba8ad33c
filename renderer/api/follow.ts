import { whenOpen } from './connection.ts';

/**
 * Follows a stream of the engine until `signal` aborts or the stream ends:
 * subscribes again after every lost connection. `open` is asked anew each time, so
 * that it can go on after what has been seen.
 */
export async function follow<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  each: (value: T) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await whenOpen(signal);
      for await (const value of await open(signal)) {
        if (signal.aborted) return;
        each(value);
      }
      return;
    } catch (thrown) {
      if (signal.aborted) return;
      if (!isLoss(thrown)) throw thrown;
      await lossSeen(signal);
    }
  }
}

/** Errors that the engine itself gave have a code; the loss of the connection has none. */
function isLoss(thrown: unknown): boolean {
  return !(thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string');
}

/** The stream may break a moment before the socket says that it is closed. */
function lossSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 200);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
