import { UserError } from '#contract/error';
import { MAX_TEXT, tooLarge } from '../collect-text.ts';

/** The text of one value, and the line it begins on, from 1. */
export interface Located {
  text: string;
  line: number;
}

/** Deeper nesting has no use in data, and overflows the stack of those who read it. */
const MAX_DEPTH = 500;

const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Cuts JSON text into the elements of its outermost list or, where it is no
 * list, into the values that follow each other. Only brackets and quotes are
 * looked at; whether each part is valid is for the parser to say.
 */
export async function* splitJson(pieces: AsyncIterable<string>): AsyncIterable<Located> {
  const splitter = new JsonSplitter();
  for await (const piece of pieces) yield* splitter.split(piece);
  yield* splitter.end();
}

class JsonSplitter {
  /** Undefined until the first value begins. */
  #isList: boolean | undefined;
  #listEnded = false;
  #afterComma = false;
  #depth = 0;
  #quoted = false;
  #escaped = false;
  #line = 1;
  /** The part that is being read: what earlier pieces gave of it, where it goes on in this piece, its first line. */
  #part = '';
  #start = 0;
  #partLine = 0;
  #piece = '';

  *split(piece: string): Generator<Located> {
    this.#piece = piece;
    this.#start = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (code === NEWLINE) this.#line++;
      if (this.#quoted) this.#inString(code);
      else if (code > SPACE) {
        if (this.#partLine === 0 || this.#mayEndPart(code)) yield* this.#structure(code, at);
        else this.#inPart(code);
      }
      // Bare values (numbers, words) outside a list end with their line.
      else if (code === NEWLINE && this.#depth === 0) yield* this.#take(at, at + 1);
    }
    this.#part += piece.slice(this.#start);
    if (this.#part.length > MAX_TEXT)
      throw tooLarge(`The JSON value on line ${this.#partLine || this.#line}`);
  }

  *end(): Generator<Located> {
    if (this.#isList && !this.#listEnded) throw broken(this.#line, 'ends in the middle of a list');
    this.#piece = '';
    this.#start = 0;
    yield* this.#take(0, 0);
  }

  #mayEndPart(code: number): boolean {
    return this.#depth <= 1 && (code === COMMA || code === CLOSE_LIST || code === CLOSE_OBJECT);
  }

  /** Most characters come here, so this is kept short. */
  #inPart(code: number): void {
    if (code === QUOTE) this.#quoted = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#open();
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) this.#depth--;
  }

  #inString(code: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (code === BACKSLASH) this.#escaped = true;
    else if (code === QUOTE) this.#quoted = false;
  }

  *#structure(code: number, at: number): Generator<Located> {
    if (this.#listEnded) throw broken(this.#line, 'goes on after the end of the list');
    const endsElement = this.#isList === true && this.#depth === 1 && (code === COMMA || code === CLOSE_LIST);
    if (!endsElement) {
      if (this.#isList === undefined) {
        this.#isList = code === OPEN_LIST;
        if (this.#isList) this.#start = at + 1;
      }
      if (this.#partLine === 0 && this.#start <= at) this.#partLine = this.#line;
    }
    if (code === QUOTE) this.#quoted = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#open();
    else if (endsElement) yield* this.#endElement(code, at);
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) yield* this.#close(at);
  }

  #open(): void {
    if (++this.#depth > MAX_DEPTH) throw broken(this.#line, `is nested deeper than ${MAX_DEPTH} levels`);
  }

  *#endElement(code: number, at: number): Generator<Located> {
    const isEmpty = this.#partLine === 0;
    if (isEmpty && (code === COMMA || this.#afterComma))
      throw broken(this.#line, 'has a comma with no value beside it');
    yield* this.#take(at, at + 1);
    this.#afterComma = code === COMMA;
    if (code === CLOSE_LIST) {
      this.#depth = 0;
      this.#listEnded = true;
    }
  }

  *#close(at: number): Generator<Located> {
    this.#depth--;
    if (this.#depth < 0) throw broken(this.#line, 'closes a bracket that was never opened');
    if (this.#depth > 0) return;
    if (this.#isList) throw broken(this.#line, 'closes a list with the wrong bracket');
    yield* this.#take(at + 1, at + 1);
  }

  /** Gives the part that ends here, unless it is blank, and begins the next one. */
  *#take(end: number, next: number): Generator<Located> {
    if (this.#partLine > 0) {
      yield { text: (this.#part + this.#piece.slice(this.#start, end)).trimStart(), line: this.#partLine };
    }
    this.#part = '';
    this.#partLine = 0;
    this.#start = next;
  }
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
