import { randomBytes } from 'node:crypto';
import type { TunnelEntry } from './entry.ts';

const PATIENCE = 15_000;
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/**
 * Sends bytes that no text could carry to an address of its own through the public address, and
 * looks whether they arrive and the answer comes back.
 */
export class SelfTest {
  readonly #part = `test-${randomBytes(16).toString('hex')}`;
  readonly #answer = randomBytes(32);
  readonly #stop: () => void;
  #arrived: Buffer | undefined;

  /** Its address is there from now on: a relay has to know it before it is called. */
  constructor(entry: TunnelEntry) {
    this.#stop = entry.add(this.#part, {
      relaying: 'through',
      maxBody: 1024,
      refuse: () => undefined,
      handle: ({ body }) => {
        this.#arrived = body;
        return {
          status: 200,
          headers: { 'content-type': 'application/octet-stream' },
          body: this.#answer,
        };
      },
    });
  }

  /** Says why a public address does not lead here, as one sentence; undefined where it does. */
  async run(url: string, signal: AbortSignal): Promise<string | undefined> {
    const sent = Buffer.concat([EVERY_BYTE, randomBytes(64)]);
    this.#arrived = undefined;
    try {
      const response = await fetch(`${url}/${this.#part}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'ngrok-skip-browser-warning': '1' },
        body: new Uint8Array(sent),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      });
      const back = Buffer.from(await response.arrayBuffer());
      const arrived: Buffer | undefined = this.#arrived;
      if (!arrived) return `A test call to ${url} did not arrive here; it was answered ${response.status}.`;
      if (!sent.equals(arrived))
        return `A test call to ${url} arrived changed: signatures cannot be checked.`;
      return back.equals(this.#answer) ? undefined : `The answer to a test call to ${url} came back changed.`;
    } catch (error) {
      const { cause, message } = error as Error;
      return `A test call to ${url} failed: ${cause instanceof Error ? cause.message : message}.`;
    }
  }

  close(): void {
    this.#stop();
  }
}
