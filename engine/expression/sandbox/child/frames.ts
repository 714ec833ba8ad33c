import { readSync, writeSync } from 'node:fs';

/**
 * Length-prefixed frames (4 bytes, little endian, then UTF-8) over stdin and
 * stdout, read and written synchronously: a blocked read has the shortest way
 * back of all, and nothing else has to happen in this process meanwhile.
 */

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Reads one frame; undefined at the end of stdin. */
export function readFrame(): string | undefined {
  const head = readExactly(4);
  if (head === undefined) return undefined;
  return readExactly(head.readUInt32LE(0))?.toString('utf8');
}

let buffered = Buffer.alloc(0);
const block = Buffer.allocUnsafe(64 * 1024);

function readExactly(length: number): Buffer | undefined {
  const pieces: Buffer[] = [];
  let missing = length;
  for (;;) {
    const piece = buffered.subarray(0, missing);
    buffered = buffered.subarray(piece.length);
    missing -= piece.length;
    if (missing === 0) return pieces.length === 0 ? piece : Buffer.concat([...pieces, piece]);
    pieces.push(piece);
    const read = patiently(() => readSync(0, block));
    if (read === 0) return undefined;
    buffered = Buffer.from(block.subarray(0, read));
  }
}

/** Writes one frame. */
export function writeFrame(text: string): void {
  const frame = Buffer.allocUnsafe(4 + Buffer.byteLength(text));
  frame.writeUInt32LE(frame.length - 4, 0);
  frame.write(text, 4);
  for (let at = 0; at < frame.length; ) at += patiently(() => writeSync(1, frame, at));
}

/** Repeats a call while a non-blocking pipe is not ready; 0 when the other side is gone. */
function patiently(action: () => number): number {
  for (;;) {
    try {
      return action();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF' || code === 'EPIPE' || code === 'ECONNRESET') process.exit(0);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
