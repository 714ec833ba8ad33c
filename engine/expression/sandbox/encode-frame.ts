/** Puts the length (4 bytes, little endian) before a text in UTF-8. */
export function encodeFrame(text: string): Buffer {
  const frame = Buffer.allocUnsafe(4 + Buffer.byteLength(text));
  frame.writeUInt32LE(frame.length - 4, 0);
  frame.write(text, 4);
  return frame;
}

/** Takes a stream of bytes apart into frames: give it each chunk, it calls `onFrame` with each text. */
export function frameReader(onFrame: (text: string) => void): (chunk: Buffer) => void {
  let pieces: Buffer[] = [];
  let size = 0;
  return (chunk) => {
    pieces.push(chunk);
    size += chunk.length;
    for (;;) {
      if (size < 4) return;
      if ((pieces[0] as Buffer).length < 4) pieces = [Buffer.concat(pieces)];
      const length = (pieces[0] as Buffer).readUInt32LE(0);
      if (size < 4 + length) return;
      const whole = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
      size -= 4 + length;
      pieces = size > 0 ? [whole.subarray(4 + length)] : [];
      onFrame(whole.toString('utf8', 4, 4 + length));
    }
  };
}
