import { StepError } from '#contract/error';

/** Bytes that tell how long the JSON is. */
const PREFIX = 4;

/** What relay and device send each other: JSON and, behind it, bytes as they are. */
export function encodeFrame(head: object, body?: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const frame = Buffer.allocUnsafe(PREFIX + json.byteLength + (body?.byteLength ?? 0));
  frame.writeUInt32BE(json.byteLength, 0);
  json.copy(frame, PREFIX);
  if (body) frame.set(body, PREFIX + json.byteLength);
  return frame;
}

/** @throws StepError `BAD_FRAME` where it is none */
export function decodeFrame(frame: Buffer): { head: unknown; body: Buffer } {
  const length = frame.byteLength < PREFIX ? Number.POSITIVE_INFINITY : frame.readUInt32BE(0);
  if (length > frame.byteLength - PREFIX) throw badFrame();
  try {
    const head: unknown = JSON.parse(frame.toString('utf8', PREFIX, PREFIX + length));
    return { head, body: frame.subarray(PREFIX + length) };
  } catch (cause) {
    throw badFrame(cause);
  }
}

function badFrame(cause?: unknown): StepError {
  return new StepError('What came over the connection to the relay is no message of ours.', {
    code: 'BAD_FRAME',
    ...(cause === undefined ? {} : { cause }),
  });
}
