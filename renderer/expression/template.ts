/** A stretch of a template's text; `from` and `to` count characters. */
export interface TemplateRange {
  from: number;
  to: number;
  /** The code between the braces. */
  codeFrom: number;
  codeTo: number;
  /** Whether the closing braces are there. */
  closed: boolean;
}

/** The `{{ … }}` of a template, in order. The last one may still lack its end. */
export function templateRanges(text: string): TemplateRange[] {
  const ranges: TemplateRange[] = [];
  let at = text.indexOf('{{');
  while (at >= 0) {
    const codeTo = endOfCode(text, at + 2);
    const closed = codeTo !== undefined;
    const range = { from: at, codeFrom: at + 2, codeTo: codeTo ?? text.length, closed };
    const to = codeTo === undefined ? text.length : codeTo + 2;
    ranges.push({ ...range, to });
    at = text.indexOf('{{', to);
  }
  return ranges;
}

/** Whether a value is evaluated rather than taken as written: it, or a text in it, has `{{`. */
export function hasTemplate(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{');
  if (Array.isArray(value)) return value.some(hasTemplate);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate);
}

/** The `{{ … }}` a position is in, between its braces. */
export function rangeAt(text: string, position: number): TemplateRange | undefined {
  return templateRanges(text).find(({ codeFrom, codeTo }) => position >= codeFrom && position <= codeTo);
}

/** Where the `}}` stands that ends code; braces and quotes inside of the code are skipped. */
function endOfCode(text: string, from: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (quote) {
      if (sign === '\\') at++;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'" || sign === '`') quote = sign;
    else if (sign === '{') depth++;
    else if (sign === '}' && depth > 0) depth--;
    else if (sign === '}' && text[at + 1] === '}') return at;
  }
  return undefined;
}
