import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { toItem } from '#engine/items';
import { JsonArraySplitter } from './json-splitter.ts';

/** One element, in characters; a whole file of one element cannot be read in pieces. */
const MAX_ELEMENT = 64 * 1024 * 1024;

/**
 * Reads a JSON array of items or plain objects one element at a time. `text`
 * begins with the array (and perhaps white space). A broken element is a
 * `UserError` with its number, from 1.
 */
export async function* readJsonArray(text: AsyncIterable<string>, name: string): AsyncGenerator<Item> {
  const splitter = new JsonArraySplitter();
  let number = 0;
  let begun = false;
  for await (const chunk of text) {
    const piece = begun ? chunk : chunk.slice(chunk.indexOf('[') + 1);
    begun ||= chunk.includes('[');
    if (!begun) continue;
    const { elements, rest } = splitter.ended ? { elements: [], rest: piece } : splitter.feed(piece);
    for (const element of elements) {
      number += 1;
      const place = `${name}: element ${number}`;
      yield toItem(parseElement(element, place), place);
    }
    if (rest.trim() !== '') throw broken(`${name}: there is more after the end of the list.`);
    if (splitter.pending > MAX_ELEMENT) throw tooLarge(name, number + 1);
  }
  if (!splitter.ended) throw broken(`${name}: the list does not end; the file may have been cut off.`);
}

function parseElement(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw broken(`${place} is not JSON: ${(cause as Error).message}.`, cause);
  }
}

function broken(message: string, cause?: unknown): UserError {
  return new UserError(message, {
    code: 'INPUT_JSON',
    hint: 'Check the file with a JSON editor, or write one object per line (JSON lines).',
    cause,
  });
}

function tooLarge(name: string, number: number): UserError {
  return new UserError(`${name}: element ${number} is larger than ${MAX_ELEMENT / 1024 / 1024} MB.`, {
    code: 'INPUT_TOO_LARGE',
    hint: 'Split it into smaller items, one per element or line.',
  });
}
