import { type Comment, type Node, parse } from 'acorn';
import { UserError } from '#contract/error';
import { bannedSyntax } from '../template/banned-syntax.ts';
import { rewriteRange } from '../template/rewrite.ts';
import { unknownName } from '../template/unknown-names.ts';
import { findUses, type Uses } from '../template/uses.ts';
import { walk } from '../template/walk.ts';
import { CODE_VOCABULARY } from '../vocabulary.ts';

/** The body of a code node, ready for the sandbox. */
export interface ParsedCode {
  source: string;
  uses: Uses;
}

/** Parses the function body of a code node. Throws a `UserError` `CODE_SYNTAX` with the line. */
export function parseCode(code: string): ParsedCode {
  const comments: Comment[] = [];
  const program = parseBody(code, comments);
  const banned = bannedSyntax(program) ?? moduleSyntax(program) ?? unknownName(program, CODE_VOCABULARY);
  if (banned !== undefined) throw syntaxError(banned.message, banned.hint, code, banned.position);
  return {
    source: rewriteRange(program, withoutComments(code, comments), 0, code.length),
    uses: findUses(program),
  };
}

function parseBody(code: string, onComment: Comment[]): Node {
  try {
    return parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      preserveParens: true,
      onComment,
    });
  } catch (error) {
    if (error instanceof RangeError)
      throw syntaxError('The code is nested too deeply', 'Simplify it.', code, 0);
    if (!(error instanceof SyntaxError)) throw error;
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    throw syntaxError(
      message,
      'The code is the body of a JavaScript function.',
      code,
      (error as SyntaxError & { pos?: number }).pos ?? 0,
    );
  }
}

/** Comments become spaces: the sandbox refuses text that looks like import() even in there. */
function withoutComments(code: string, comments: readonly Comment[]): string {
  let bare = code;
  for (const { start, end } of comments) {
    bare = bare.slice(0, start) + bare.slice(start, end).replace(/[^\n]/g, ' ') + bare.slice(end);
  }
  return bare;
}

function moduleSyntax(program: Node) {
  let found: { message: string; hint: string; position: number } | undefined;
  walk(program, (node) => {
    if (!/^(?:Import|Export)\w*Declaration$/.test(node.type)) return;
    found ??= {
      message: 'import and export are not available in code',
      hint: 'What exists: $input, $json, $(…), DateTime and plain JavaScript.',
      position: node.start,
    };
  });
  return found;
}

function syntaxError(message: string, hint: string, code: string, position: number): UserError {
  const line = code.slice(0, position).split('\n').length;
  return new UserError(`${message} (line ${line})`, {
    code: 'CODE_SYNTAX',
    hint,
    detail: { line, position },
  });
}
