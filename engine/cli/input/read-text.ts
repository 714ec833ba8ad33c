import { UserError } from '#contract/error';

/** Decoders by byte order mark; anything else is read as UTF-8. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * Decodes bytes to text as they come, without the byte order mark. UTF-16 is
 * recognised by its mark (Excel's "Unicode text"). Throws a `UserError` for what
 * is not text.
 */
export async function* readText(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    const text = decode(decoder, chunk, name);
    if (text.includes('\0')) throw binary(name);
    if (text !== '') yield text;
  }
  const rest = decoder ? decode(decoder, undefined, name) : '';
  if (rest !== '') yield rest;
}

function encodingOf(start: Uint8Array): string {
  return MARKS.find(([mark]) => mark.every((byte, at) => start[at] === byte))?.[1] ?? 'utf-8';
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, name: string): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (cause) {
    if (chunk?.includes(0)) throw binary(name);
    throw new UserError(`${name} is not text in UTF-8.`, {
      code: 'INPUT_ENCODING',
      hint: 'Save the file as UTF-8 (in Excel: "CSV UTF-8") and try again.',
      cause,
    });
  }
}

function binary(name: string): UserError {
  return new UserError(`${name} is not text but binary data.`, {
    code: 'INPUT_BINARY',
    hint: 'Input is a JSON item, an array of items or plain objects, JSON lines, or CSV.',
  });
}
