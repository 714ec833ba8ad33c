import { type Expression, type Options, parseExpressionAt } from 'acorn';
import { bannedSyntax } from './banned-syntax.ts';
import { unknownName } from './unknown-names.ts';

/** A parsed expression inside a parameter string; node offsets count from the string's start. */
export interface ParsedExpression {
  ast: Expression;
  /** Offset of the first character after the expression, white space and comments. */
  end: number;
}

/** Why a template could not be read. */
export class TemplateProblem extends Error {
  readonly hint: string;
  readonly position: number;
  constructor(message: string, hint: string, position: number) {
    super(message);
    this.hint = hint;
    this.position = position;
  }
}

// Module code is strict and knows neither `with` nor HTML comments, as the sandbox does.
const OPTIONS: Options = {
  ecmaVersion: 'latest',
  sourceType: 'module',
  allowAwaitOutsideFunction: false,
  preserveParens: true,
};

const SPACE_AND_COMMENTS = /(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*)*/y;

/** Parses the JavaScript expression that starts at `start`. Throws `TemplateProblem`. */
export function parseExpression(text: string, start: number): ParsedExpression {
  const first = skipSpace(text, start);
  if (text.startsWith('}}', first)) {
    throw new TemplateProblem('The expression is empty', 'Write something between {{ and }}.', start);
  }
  const ast = parseAt(text, first);
  const banned = withinStack(first, () => bannedSyntax(ast) ?? unknownName(ast));
  if (banned !== undefined) throw new TemplateProblem(banned.message, banned.hint, banned.position);
  return { ast, end: skipSpace(text, ast.end) };
}

function skipSpace(text: string, from: number): number {
  SPACE_AND_COMMENTS.lastIndex = from;
  SPACE_AND_COMMENTS.exec(text);
  return SPACE_AND_COMMENTS.lastIndex;
}

function parseAt(text: string, position: number): Expression {
  try {
    return withinStack(position, () => parseExpressionAt(text, position, OPTIONS));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = Math.min((error as SyntaxError & { pos?: number }).pos ?? position, text.length);
    throw new TemplateProblem(
      describe(error, text, at),
      'Expressions are JavaScript: see the marked place.',
      at,
    );
  }
}

/** Turns an overflow of the stack, as hostile nesting causes, into a problem. */
function withinStack<T>(position: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TemplateProblem('The expression is nested too deeply', 'Use a code node.', position);
  }
}

function describe(error: SyntaxError, text: string, at: number): string {
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  if (message.startsWith('Not enough stack space')) return 'The expression is nested too deeply';
  if (message !== 'Unexpected token') return message;
  if (at >= text.length) return 'The expression ends too early';
  return `Unexpected "${text.startsWith('}}', at) ? '}}' : text[at]}"`;
}
