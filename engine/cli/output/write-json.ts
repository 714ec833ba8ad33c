import type { Sink } from './sink.ts';

/** Pieces are gathered to about this many characters. */
const PIECE = 64 * 1024;
/** Below this depth values are items, small enough for one string. */
const DEPTH = 6;

/** Writes one JSON value and a line break, piece by piece: a result may be larger than a string can be. */
export async function writeJson(sink: Sink, value: unknown): Promise<void> {
  let gathered = '';
  for (const piece of pieces(value, 0)) {
    gathered += piece;
    if (gathered.length < PIECE) continue;
    await sink.write(gathered);
    gathered = '';
  }
  await sink.write(`${gathered}\n`);
}

function* pieces(value: unknown, depth: number): Generator<string> {
  if (typeof value !== 'object' || value === null || depth >= DEPTH) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    yield '[';
    for (let at = 0; at < value.length; at++) {
      if (at > 0) yield ',';
      yield* pieces(value[at], depth + 1);
    }
    yield ']';
  } else {
    let separator = '{';
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield `${separator}${JSON.stringify(name)}:`;
      yield* pieces(member, depth + 1);
      separator = ',';
    }
    yield separator === '{' ? '{}' : '}';
  }
}
