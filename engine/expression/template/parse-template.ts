import type { Expression } from 'acorn';
import { parseExpression, TemplateProblem } from './parse-expression.ts';

/** One `{{ … }}` of a template. */
export interface TemplateExpression {
  ast: Expression;
  /** Offset of the expression's first character in the parameter string. */
  position: number;
  /** Source of the expression, without the braces and the space around. */
  source: string;
}

export type TemplatePart = string | TemplateExpression;

/** A parameter string, taken apart. */
export interface Template {
  parts: readonly TemplatePart[];
  /** The string is one expression and nothing else: the value keeps its type. */
  whole: TemplateExpression | undefined;
}

/**
 * Takes a parameter string apart. `\{{` stands for a literal `{{`. Returns
 * undefined for a string without expressions and escapes. Throws `TemplateProblem`.
 */
export function parseTemplate(text: string): Template | undefined {
  if (!text.includes('{{')) return undefined;
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open === -1) break;
    if (text[open - 1] === '\\' && open > at) {
      literal += `${text.slice(at, open - 1)}{{`;
      at = open + 2;
      continue;
    }
    literal += text.slice(at, open);
    if (literal !== '') parts.push(literal);
    literal = '';
    const { ast, end } = parseExpression(text, open + 2);
    if (!text.startsWith('}}', end)) throw unclosed(text, open, end);
    parts.push({ ast, position: ast.start, source: text.slice(ast.start, ast.end) });
    at = end + 2;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push(literal);
  return { parts, whole: wholeExpression(parts) };
}

function unclosed(text: string, open: number, end: number): TemplateProblem {
  if (end >= text.length) {
    return new TemplateProblem('The expression is not closed', 'Write }} after it.', open);
  }
  return new TemplateProblem(
    `Unexpected "${text[end]}" after the expression`,
    'Write one expression between {{ and }}; for a literal {{ write \\{{.',
    end,
  );
}

/** Only what is nothing but an expression keeps its type; a space or a line end beside it makes it text. */
function wholeExpression(parts: readonly TemplatePart[]): TemplateExpression | undefined {
  const [only] = parts;
  return parts.length === 1 && typeof only !== 'string' ? only : undefined;
}
