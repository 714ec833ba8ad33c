import { UserError } from '#contract/error';
import { MAX_TEXT, tooLarge } from '../collect-text.ts';

/** The text of one value, and the line it begins on, from 1. */
export interface Located {
  text: string;
  line: number;
}

/** Deeper nesting has no use in data, and overflows the stack of those who read it. */
const MAX_DEPTH = 500;

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const NEWLINE = 10;

/**
 * Cuts JSON text into the elements of its outermost list or, where it is no
 * list, into the values that follow each other. Only brackets and quotes are
 * looked at; whether each part is valid is for the parser to say.
 */
export async function* splitJson(pieces: AsyncIterable<string>): AsyncIterable<Located> {
  let inList: boolean | undefined;
  let ended = false;
  let commaBefore = false;
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let line = 1;
  let part = '';
  let partLine = 1;

  for await (const piece of pieces) {
    let start = 0;
    const take = (end: number): Located | undefined => {
      const text = part + piece.slice(start, end);
      part = '';
      start = end + 1;
      return text.trim() === '' ? undefined : { text: text.trimStart(), line: partLine };
    };
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (code === NEWLINE) line++;
      if (quoted) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) quoted = false;
        continue;
      }
      if (code <= 32) {
        // Bare values (numbers, words) outside a list end with their line.
        if (code === NEWLINE && depth === 0) {
          const found = take(at);
          if (found) yield found;
        }
        continue;
      }
      if (ended) throw broken(line, 'goes on after the end of the list');
      if (part === '' && piece.slice(start, at).trim() === '') partLine = line;
      switch (code) {
        case QUOTE:
          quoted = true;
          break;
        case OPEN_LIST:
        case OPEN_OBJECT:
          if (inList === undefined) {
            inList = code === OPEN_LIST;
            if (inList) start = at + 1;
          }
          if (++depth > MAX_DEPTH) throw broken(line, `is nested deeper than ${MAX_DEPTH} levels`);
          break;
        case COMMA:
          if (inList && depth === 1) {
            const found = take(at);
            if (!found) throw broken(line, 'has a comma with no value before it');
            commaBefore = true;
            yield found;
          }
          break;
        case CLOSE_LIST:
        case CLOSE_OBJECT: {
          depth--;
          if (depth > 0) break;
          if (depth < 0) throw broken(line, 'closes a bracket that was never opened');
          if (inList && code !== CLOSE_LIST) throw broken(line, 'closes a list with the wrong bracket');
          const found = take(inList ? at : at + 1);
          if (inList) ended = true;
          else start = at + 1;
          if (found) yield found;
          else if (commaBefore) throw broken(line, 'has a comma with no value after it');
          break;
        }
        default:
          inList ??= false;
      }
    }
    part += piece.slice(start);
    if (part.length > MAX_TEXT) throw tooLarge(`The JSON value on line ${partLine}`);
  }
  if (inList && !ended) throw broken(line, 'ends in the middle of a list');
  if (part.trim() !== '') yield { text: part.trimStart(), line: partLine };
}

/** Cuts text into its lines that are not blank. */
export async function* splitLines(pieces: AsyncIterable<string>): AsyncIterable<Located> {
  let rest = '';
  let line = 1;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_TEXT) throw tooLarge(`Line ${line}`);
    for (const text of lines) {
      if (text.trim() !== '') yield { text, line };
      line++;
    }
  }
  if (rest.trim() !== '') yield { text: rest, line };
}

function broken(line: number, problem: string): UserError {
  return new UserError(`Line ${line} is not valid JSON: it ${problem}`, {
    code: 'INVALID_JSON',
    hint: 'Check the text around this line, or that this is a JSON file at all.',
    detail: { line },
  });
}
