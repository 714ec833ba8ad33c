import { once } from 'node:events';

/** A stream for people or scripts: waits while the reader is slow, goes quiet when it has left. */
export interface Sink {
  /** Writes all of it, however large. Resolves when more may be written. */
  write(text: string): Promise<void>;
  /** A person at a terminal reads this. */
  readonly isTTY: boolean;
  /** Characters per line. */
  readonly width: number;
}

/** What a line may hold where nobody says how wide the screen is. */
const DEFAULT_WIDTH = 100;

/** Wraps standard output or standard error. A reader that has left (`| head`) is no error. */
export function makeSink(stream: NodeJS.WriteStream): Sink {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    gone = true;
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    async write(text) {
      if (gone || stream.write(text)) return;
      // Rejects when the reader leaves while we wait for it.
      await once(stream, 'drain').catch(() => undefined);
    },
    isTTY: stream.isTTY === true,
    // Some terminals say they are 0 wide.
    width: stream.columns || DEFAULT_WIDTH,
  };
}
