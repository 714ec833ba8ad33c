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
  const members: MemberExpression[] = [];
  walk(ast, (node) => {
    if (node.type === 'CallExpression' && isHelperCall(node as CallExpression)) {
      members.push((node as CallExpression).callee as MemberExpression);
    }
  });
  members.sort((a, b) => a.property.start - b.property.start);
  let source = '';
  let at = from;
  for (const { object, property, optional } of members) {
    source += `${text.slice(at, object.end)}${optional ? '?.' : ''}[$$.${(property as Identifier).name}]`;
    at = property.end;
  }
  return source + text.slice(at, to);
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
