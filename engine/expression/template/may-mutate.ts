import type { Identifier, Literal, MemberExpression, Node } from 'acorn';
import { walk } from './walk.ts';

/** Built-in methods that change what they are called on, or can call such a method. */
const MUTATORS = new Set([
  ...['sort', 'reverse', 'push', 'pop', 'shift', 'unshift', 'splice', 'fill', 'copyWithin'],
  ...['assign', 'defineProperty', 'defineProperties', 'setPrototypeOf', 'set', 'deleteProperty'],
  ...['freeze', 'seal', 'preventExtensions', 'apply', 'call', 'bind', 'eval', 'Function'],
]);

const WRITES = new Set(['AssignmentExpression', 'UpdateExpression', 'ForInStatement', 'ForOfStatement']);

/**
 * Whether an expression may change its data in place, seen from its text. Such
 * an expression gets its own copy, so that its neighbours see the data as it
 * came. Errs on the side of copying.
 */
export function mayMutate(ast: Node): boolean {
  let found = false;
  walk(ast, (node) => {
    found ||= WRITES.has(node.type) || isMutatorName(node) || isDelete(node) || isComputedCallee(node);
  });
  return found;
}

function isMutatorName(node: Node): boolean {
  if (node.type === 'Identifier') return MUTATORS.has((node as Identifier).name);
  if (node.type !== 'Literal') return false;
  const { value } = node as Literal;
  return typeof value === 'string' && MUTATORS.has(value);
}

function isDelete(node: Node): boolean {
  return node.type === 'UnaryExpression' && (node as Node & { operator: string }).operator === 'delete';
}

/** `x[name]()`: what it calls is not visible. */
function isComputedCallee(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node as Node & { callee: Node };
  return callee.type === 'MemberExpression' && (callee as MemberExpression).computed;
}
