const code = (character: string) => character.charCodeAt(0);
const QUOTE = code('"');
const BACKSLASH = code('\\');
const COMMA = code(',');
const OPENING = [code('['), code('{')];
const CLOSING = [code(']'), code('}')];

/**
 * Cuts a JSON array into the texts of its elements, fed with pieces of any size,
 * so that an array of any length can be parsed one element at a time. It follows
 * only strings and brackets: whether an element is JSON, its parser says.
 * Begin after the array's opening bracket.
 */
export class JsonArraySplitter {
  /** The array's closing bracket has been met. */
  ended = false;
  /** Characters of the element that has begun and not ended. */
  pending = 0;
  #pieces: string[] = [];
  #found = 0;
  /** How many brackets are open, the array's own included. */
  #depth = 1;
  #inString = false;
  #escaped = false;

  /** Takes the next piece of text; gives the elements it completes. Text after the array is given back in `rest`. */
  feed(text: string): { elements: string[]; rest: string } {
    const elements: string[] = [];
    let start = 0;
    let at = 0;
    while (at < text.length && !this.ended) {
      if (this.#inString) {
        at = this.#skipString(text, at);
        continue;
      }
      if (this.#endsElement(text.charCodeAt(at))) {
        this.#keep(text.slice(start, at));
        const element = this.#take();
        if (element !== undefined) elements.push(element);
        start = at + 1;
      }
      at += 1;
    }
    if (this.ended) return { elements, rest: text.slice(at) };
    this.#keep(text.slice(start));
    return { elements, rest: '' };
  }

  /** Follows one character outside of strings. */
  #endsElement(character: number): boolean {
    if (character === QUOTE) this.#inString = true;
    else if (OPENING.includes(character)) this.#depth += 1;
    else if (CLOSING.includes(character)) {
      this.#depth -= 1;
      this.ended = this.#depth === 0;
      return this.ended;
    }
    return character === COMMA && this.#depth === 1;
  }

  /** Where the string ends, or the text. */
  #skipString(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const character = text.charCodeAt(at);
      if (this.#escaped) this.#escaped = false;
      else if (character === BACKSLASH) this.#escaped = true;
      else if (character === QUOTE) {
        this.#inString = false;
        return at + 1;
      }
    }
    return text.length;
  }

  #keep(piece: string): void {
    this.#pieces.push(piece);
    this.pending += piece.length;
  }

  /** The element that has just ended; undefined for the nothing in `[]`. */
  #take(): string | undefined {
    const element = this.#pieces.join('');
    this.#pieces = [];
    this.pending = 0;
    if (this.ended && this.#found === 0 && element.trim() === '') return undefined;
    this.#found += 1;
    return element;
  }
}
