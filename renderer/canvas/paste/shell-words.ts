/**
 * Splits a command line into words as a POSIX shell does: quotes, `$'…'`, escapes and
 * lines that go on; also lines that go on with `^` as Windows writes them. Undefined
 * where a quote is not closed. Nothing is ever substituted.
 */
export function shellWords(text: string): string[] | undefined {
  const line = text.replace(/[\\^]\r?\n/g, ' ');
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const sign = line.charAt(at);
    if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
      continue;
    }
    const piece =
      sign === "'"
        ? plainQuote(line, at)
        : sign === '"'
          ? doubleQuote(line, at)
          : line.startsWith("$'", at)
            ? escapedQuote(line, at)
            : sign === '\\'
              ? { text: line.charAt(at + 1), end: at + 2 }
              : { text: sign, end: at + 1 };
    if (!piece) return undefined;
    word = (word ?? '') + piece.text;
    at = piece.end;
  }
  if (word !== undefined) words.push(word);
  return words;
}

type Piece = { text: string; end: number } | undefined;

function plainQuote(line: string, start: number): Piece {
  const end = line.indexOf("'", start + 1);
  return end === -1 ? undefined : { text: line.slice(start + 1, end), end: end + 1 };
}

function doubleQuote(line: string, start: number): Piece {
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const sign = line.charAt(at);
    if (sign === '"') return { text, end: at + 1 };
    if (sign === '\\' && '"\\$`'.includes(line.charAt(at + 1))) at++;
    text += line.charAt(at);
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function escapedQuote(line: string, start: number): Piece {
  let text = '';
  for (let at = start + 2; at < line.length; at++) {
    const sign = line.charAt(at);
    if (sign === "'") return { text, end: at + 1 };
    if (sign !== '\\') {
      text += sign;
      continue;
    }
    const code = /^(?:u([0-9a-f]{1,4})|x([0-9a-f]{1,2}))/i.exec(line.slice(at + 1, at + 6));
    if (code) text += String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '0', 16));
    else text += ESCAPES[line.charAt(at + 1)] ?? line.charAt(at + 1);
    at += code ? code[0].length : 1;
  }
  return undefined;
}
