import { UserError } from '#contract/error';

/** One line with its number, from 1, without its line break. */
export interface Line {
  number: number;
  text: string;
}

/** Longer lines are taken for a file of another kind; one item should not be this big. */
const MAX_LINE = 64 * 1024 * 1024;

/** Splits text into lines as it comes; the last one may lack its line break. */
export async function* readLines(text: AsyncIterable<string>, name: string): AsyncGenerator<Line> {
  let pending: string[] = [];
  let length = 0;
  let number = 1;
  for await (const chunk of text) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      pending.push(chunk.slice(start, end));
      yield { number, text: pending.join('') };
      pending = [];
      length = 0;
      number += 1;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    pending.push(chunk.slice(start));
    length += chunk.length - start;
    if (length > MAX_LINE) throw tooLong(name, number);
  }
  if (pending.length > 0) yield { number, text: pending.join('') };
}

function tooLong(name: string, number: number): UserError {
  return new UserError(`${name}:${number}: the line is longer than ${MAX_LINE / 1024 / 1024} MB.`, {
    code: 'INPUT_TOO_LARGE',
    hint: 'Write one item per line (JSON lines), or an array of items.',
  });
}
