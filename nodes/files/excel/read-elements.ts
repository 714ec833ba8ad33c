import { SaxesParser } from 'saxes';
import { decodeText } from '../text.ts';
import { invalidExcel, MAX_CELL, tooLargeExcel } from './limits.ts';

/** What a reader of a part listens to. Names come without namespace prefix. */
export interface Listener {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const MAX_DEPTH = 100;
/** Characters without any tag. The parser collects a text until it ends, so its length is bounded here. */
const MAX_TEXT = MAX_CELL * 10;

/** Reads the XML of a part and tells the listener; yields after each piece, so that what was found can be taken. */
export async function* readElements(
  bytes: AsyncIterable<Uint8Array>,
  listener: Listener,
): AsyncIterable<void> {
  const parser = new SaxesParser({ xmlns: false });
  let depth = 0;
  let sinceTag = 0;
  parser.on('error', (error) => {
    throw invalidExcel('is damaged: a part is not valid XML', error);
  });
  parser.on('doctype', () => {
    throw invalidExcel('has a part with a document type, which is not read');
  });
  parser.on('opentag', (tag) => {
    sinceTag = 0;
    if (++depth > MAX_DEPTH) throw invalidExcel('has a part that is nested too deep');
    listener.open(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    depth--;
    sinceTag = 0;
    listener.close?.(localName(tag.name));
  });
  parser.on('text', (text) => listener.text?.(text));
  parser.on('cdata', (text) => listener.text?.(text));
  for await (const piece of decodeText(bytes, 'auto', 'xml')) {
    sinceTag += piece.length;
    parser.write(piece);
    if (sinceTag > MAX_TEXT) throw tooLargeExcel('has a cell with more text than Excel allows');
    yield;
  }
  parser.close();
}

/** Reads a part to its end. */
export async function scanElements(bytes: AsyncIterable<Uint8Array>, listener: Listener): Promise<void> {
  for await (const _ of readElements(bytes, listener));
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
