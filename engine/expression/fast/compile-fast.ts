import type {
  ArrayExpression,
  CallExpression,
  Expression,
  Identifier,
  Literal,
  Node,
  ObjectExpression,
  TemplateLiteral,
} from 'acorn';
import { setOwn } from '../json-safe.ts';
import { guardLength, toText } from './coerce.ts';
import { GLOBAL_FUNCTIONS, MATH_FUNCTIONS } from './functions.ts';
import { compileMember, compileMethodCall, SHORT } from './members.ts';
import { BINARY, UNARY } from './operators.ts';
import { compileName, compileViewCall, compileViewMember, isName, plainName } from './roots.ts';
import type { Fast } from './scope.ts';

/**
 * Compiles an expression to a closure that gives exactly JavaScript's result but
 * reads own properties only and calls nothing but listed pure functions.
 * `text` is the string that the syntax tree's offsets count in. Returns undefined
 * when the expression needs more than that: then it is the sandbox's.
 */
export function compileFast(ast: Expression, text: string): Fast | undefined {
  const compile = (node: Node): Fast | undefined => compileNode(node, compile, text);
  return compile(ast);
}

export type Compile = (node: Node) => Fast | undefined;

function compileNode(anyNode: Node, compile: Compile, text: string): Fast | undefined {
  const node = anyNode as Expression;
  switch (node.type) {
    case 'Literal':
      return compileLiteral(node);
    case 'Identifier':
      return compileName(node.name);
    case 'ParenthesizedExpression':
      return compile(node.expression);
    case 'ChainExpression': {
      const chain = compile(node.expression);
      return chain && ((scope) => shortToUndefined(chain(scope)));
    }
    case 'MemberExpression':
      return compileViewMember(node, compile) ?? compileMember(node, compile, text);
    case 'CallExpression':
      return (
        compileViewCall(node, compile) ??
        compileFunctionCall(node, compile) ??
        compileMethodCall(node, compile, text)
      );
    case 'UnaryExpression': {
      const operate = UNARY.get(node.operator);
      const value = compile(node.argument);
      return operate && value && ((scope) => operate(value(scope)));
    }
    case 'BinaryExpression': {
      const operate = BINARY.get(node.operator);
      const left = compile(node.left);
      const right = compile(node.right);
      return operate && left && right && ((scope) => operate(left(scope), right(scope)));
    }
    case 'LogicalExpression':
      return compileLogical(node.operator, compile(node.left), compile(node.right));
    case 'ConditionalExpression': {
      const [test, yes, no] = [compile(node.test), compile(node.consequent), compile(node.alternate)];
      return test && yes && no && ((scope) => (test(scope) ? yes(scope) : no(scope)));
    }
    case 'TemplateLiteral':
      return compileTemplateLiteral(node, compile);
    case 'ArrayExpression':
      return compileArray(node, compile);
    case 'ObjectExpression':
      return compileObject(node, compile);
    default:
      return undefined;
  }
}

function shortToUndefined(value: unknown): unknown {
  return value === SHORT ? undefined : value;
}

function compileLiteral(node: Literal): Fast | undefined {
  const { value } = node;
  if (typeof value === 'object' && value !== null) return undefined;
  return typeof value === 'bigint' ? undefined : () => value;
}

function compileLogical(operator: string, left: Fast | undefined, right: Fast | undefined): Fast | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (operator === '&&') return (scope) => left(scope) && right(scope);
  if (operator === '||') return (scope) => left(scope) || right(scope);
  return (scope) => left(scope) ?? right(scope);
}

/** `Number(x)`, `Math.max(a, b)`. */
function compileFunctionCall(call: CallExpression, compile: Compile): Fast | undefined {
  if (call.optional) return undefined;
  const { callee } = call;
  let fn: ((...args: unknown[]) => unknown) | undefined;
  if (callee.type === 'Identifier') fn = GLOBAL_FUNCTIONS.get((callee as Identifier).name);
  else if (callee.type === 'MemberExpression' && isName(callee.object, 'Math')) {
    fn = MATH_FUNCTIONS.get(plainName(callee) ?? '');
  }
  const args = compileAll(call.arguments, compile);
  if (fn === undefined || args === undefined) return undefined;
  const call1 = fn;
  return (scope) => call1(...args.map((argument) => argument(scope)));
}

/** Compiles each node; undefined unless all can be. */
function compileAll(nodes: readonly (Node | null)[], compile: Compile): Fast[] | undefined {
  const compiled: Fast[] = [];
  for (const node of nodes) {
    const fast = node === null ? undefined : compile(node);
    if (fast === undefined) return undefined;
    compiled.push(fast);
  }
  return compiled;
}

function compileTemplateLiteral(node: TemplateLiteral, compile: Compile): Fast | undefined {
  const values = compileAll(node.expressions, compile);
  if (values === undefined) return undefined;
  const texts = node.quasis.map((quasi) => quasi.value.cooked ?? '');
  return (scope) => {
    let result = texts[0] as string;
    for (let i = 0; i < values.length; i++) {
      result += toText((values[i] as Fast)(scope)) + texts[i + 1];
      guardLength(result.length);
    }
    return result;
  };
}

function compileArray(node: ArrayExpression, compile: Compile): Fast | undefined {
  const entries = compileAll(node.elements, compile);
  return entries && ((scope) => entries.map((entry) => entry(scope)));
}

function compileObject(node: ObjectExpression, compile: Compile): Fast | undefined {
  const fields: [name: string, value: Fast][] = [];
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.kind !== 'init' || property.computed || property.method)
      return undefined;
    const name =
      property.key.type === 'Identifier' ? property.key.name : literalName(property.key as Literal);
    const value = compile(property.value);
    // `{ __proto__: x }` sets a prototype; that is the sandbox's business.
    if (name === undefined || name === '__proto__' || value === undefined) return undefined;
    fields.push([name, value]);
  }
  return (scope) => {
    const object: Record<string, unknown> = {};
    for (const [name, value] of fields) setOwn(object, name, value(scope));
    return object;
  };
}

function literalName(key: Literal): string | undefined {
  return typeof key.value === 'string' || typeof key.value === 'number' ? String(key.value) : undefined;
}
