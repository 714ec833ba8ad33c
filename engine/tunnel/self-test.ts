import { randomBytes } from 'node:crypto';
import type { TunnelEntry } from './entry.ts';

const PATIENCE = 15_000;
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/**
 * Sends bytes that no text could carry to an address of their own through the public address,
 * and looks whether they arrive and the answer comes back.
 *
 * @param ready resolves when calls to the route can arrive
 * @returns why not, as one sentence; undefined where all is well
 */
export async function testRoundTrip(
  entry: TunnelEntry,
  url: string,
  signal: AbortSignal,
  ready: () => Promise<void> = async () => undefined,
): Promise<string | undefined> {
  const sent = Buffer.concat([EVERY_BYTE, randomBytes(64)]);
  const answer = randomBytes(32);
  let arrived: Buffer | undefined;
  const part = `test-${randomBytes(16).toString('hex')}`;
  const close = entry.add(part, {
    maxBody: sent.byteLength,
    refuse: () => undefined,
    handle({ body }) {
      arrived = body;
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: answer };
    },
  });
  try {
    await ready();
    const response = await fetch(`${url}/${part}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'ngrok-skip-browser-warning': '1' },
      body: new Uint8Array(sent),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    const back = Buffer.from(await response.arrayBuffer());
    if (!arrived) return `A test call to ${url} did not arrive here; it was answered ${response.status}.`;
    if (!arrived.equals(sent)) return `A test call to ${url} arrived changed: signatures cannot be checked.`;
    return back.equals(answer) ? undefined : `The answer to a test call to ${url} came back changed.`;
  } catch (error) {
    const { cause, message } = error as Error;
    return `A test call to ${url} failed: ${cause instanceof Error ? cause.message : message}.`;
  } finally {
    close();
  }
}
