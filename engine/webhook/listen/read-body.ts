import type { IncomingMessage } from 'node:http';

/** Why a body could not be read: too long, too many at once, or the caller went away. */
export type BodyProblem = 'too-large' | 'busy' | 'gone';

/** Bytes of bodies that all calls together may hold in memory. */
const BUDGET = 256 * 1024 * 1024;

/** Reads bodies whole, within what each and all of them may take. */
export class BodyReader {
  readonly #budget: number;
  #held = 0;

  constructor(budget = BUDGET) {
    this.#budget = budget;
  }

  /**
   * @param limit bytes
   * @param use works on the body; its bytes count as held until that is done
   */
  read(
    request: IncomingMessage,
    limit: number,
    use: (body: Buffer | BodyProblem) => Promise<void> | void,
  ): void {
    const parts: Buffer[] = [];
    let size = 0;
    let done = false;
    const end = (outcome: Buffer | BodyProblem): void => {
      if (done) return;
      done = true;
      request.removeListener('data', take);
      const release = (): void => {
        this.#held -= size;
      };
      const used = use(outcome);
      if (used) used.then(release, release);
      else release();
    };
    const take = (part: Buffer): void => {
      size += part.byteLength;
      this.#held += part.byteLength;
      if (size > limit) end('too-large');
      else if (this.#held > this.#budget) end('busy');
      else parts.push(part);
    };
    request.on('data', take);
    request.on('end', () => end(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)));
    // Half a body is no event; whoever sent it will send it again.
    request.on('close', () => end('gone'));
    request.on('error', () => end('gone'));
  }
}
