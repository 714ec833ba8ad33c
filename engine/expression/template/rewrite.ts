import type { CallExpression, Expression, Identifier, MemberExpression, Node } from 'acorn';
import { HELPER_NAMES } from '../helpers/index.ts';
import { walk } from './walk.ts';

/** Objects with methods of their own; calls on them are never helpers. */
const NAMESPACES = new Set([
  ...['Math', 'Object', 'JSON', 'Array', 'Number', 'String', 'Date', 'Intl', 'Promise', 'Map', 'Set'],
  ...['DateTime', 'Duration', 'Interval', '$input'],
]);

/**
 * The source of an expression for the sandbox: `x.first()` becomes
 * `x[$$.first]()`, where `$$.first` is a symbol that data cannot have. So a field
 * named like a helper neither hides nor breaks it, and optional chaining works
 * as written. `text` is the string in which offsets count.
 */
export function rewriteHelpers(ast: Expression, text: string): string {
  return rewriteRange(ast, text, ast.start, ast.end);
}

/** The same for any piece of a program, from offset to offset. */
export function rewriteRange(ast: Node, text: string, from: number, to: number): string {
  const edits: Edit[] = [];
  walk(ast, (node, ancestors) => {
    const edit = helperEdit(node) ?? literalEdit(node, ancestors, text);
    if (edit !== undefined) edits.push(edit);
  });
  edits.sort((a, b) => a.start - b.start);
  let source = '';
  let at = from;
  for (const { start, end, replacement } of edits) {
    source += text.slice(at, start) + replacement;
    at = end;
  }
  return source + text.slice(at, to);
}

interface Edit {
  start: number;
  end: number;
  replacement: string;
}

function helperEdit(node: Node): Edit | undefined {
  if (node.type !== 'CallExpression' || !isHelperCall(node as CallExpression)) return undefined;
  const { object, property, optional } = (node as CallExpression).callee as MemberExpression;
  const replacement = `${optional ? '?.' : ''}[$$.${(property as Identifier).name}]`;
  return { start: object.end, end: property.end, replacement };
}

/**
 * The sandbox refuses source with `import(` and HTML comments wherever they
 * stand, since it does not parse. In text they are harmless, so they are written
 * with an escape there.
 */
function literalEdit(node: Node, ancestors: readonly Node[], text: string): Edit | undefined {
  if (node.type !== 'Literal' && node.type !== 'TemplateElement') return undefined;
  // String.raw and other tags see the difference.
  if (ancestors.at(-2)?.type === 'TaggedTemplateExpression') return undefined;
  const { start, end } = node;
  const raw = text.slice(start, end);
  const replacement = raw
    .replace(/(?<!\\)import(?=\s*(?:\(|\/[/*]))/g, '\\u0069mport')
    .replace(/(?<!\\)<!--/g, '\\u003c!--')
    .replace(/-->/g, '-\\u002d>');
  return replacement === raw ? undefined : { start, end, replacement };
}

function isHelperCall({ callee }: CallExpression): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier')
    return false;
  if (!HELPER_NAMES.has(callee.property.name)) return false;
  const { object } = callee;
  if (object.type === 'Super') return false;
  if (object.type === 'Identifier') return !NAMESPACES.has(object.name);
  return !(
    object.type === 'CallExpression' &&
    object.callee.type === 'Identifier' &&
    object.callee.name === '$'
  );
}
