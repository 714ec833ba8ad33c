import type { IncomingMessage } from 'node:http';

/** Why a body could not be read: too long, too many at once, or the caller went away. */
export type BodyProblem = 'too-large' | 'busy' | 'gone';

/** Reads bodies whole, within what each and all of them may take. */
export class Bodies {
  readonly #budget: number;
  #held = 0;

  /** @param budget bytes that all together may hold */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /**
   * @param limit bytes
   * @param use its bytes count as held until it resolves
   */
  async read<T>(
    request: IncomingMessage,
    limit: number,
    use: (body: Buffer | BodyProblem) => Promise<T>,
  ): Promise<T> {
    let size = 0;
    const parts: Buffer[] = [];
    const { promise, resolve } = Promise.withResolvers<Buffer | BodyProblem>();
    const take = (part: Buffer): void => {
      size += part.byteLength;
      this.#held += part.byteLength;
      if (size > limit) stop('too-large');
      else if (this.#held > this.#budget) stop('busy');
      else parts.push(part);
    };
    const stop = (problem: BodyProblem): void => {
      request.removeListener('data', take);
      resolve(problem);
    };
    request.on('data', take);
    request.on('end', () => resolve(Buffer.concat(parts)));
    // Half a call is none; whoever sent it will send it again.
    request.on('close', () => stop('gone'));
    request.on('error', () => stop('gone'));
    try {
      return await use(await promise);
    } finally {
      this.#held -= size;
    }
  }
}
