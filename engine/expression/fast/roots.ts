import type { CallExpression, Identifier, MemberExpression, Node } from 'acorn';
import type { ExpressionEnv, NodeOutputs } from '../env.ts';
import { ExpressionFault } from '../failure.ts';
import type { Fast, Scope } from './scope.ts';

const NO_BINARY = Object.freeze({});

/** The names that stand for data. */
const VALUES: ReadonlyMap<string, Fast> = new Map<string, Fast>([
  ['$json', (scope) => scope.item.json],
  ['$binary', (scope) => scope.item.binary ?? NO_BINARY],
  ['$itemIndex', (scope) => scope.index],
  ['$vars', (scope) => scope.env.vars],
  ['$flow', (scope) => scope.env.flow],
  ['$run', (scope) => runView(scope.env)],
  ['$iteration', (scope) => scope.env.iteration],
  ['undefined', () => undefined],
  ['NaN', () => Number.NaN],
  ['Infinity', () => Number.POSITIVE_INFINITY],
]);

/** `$run` as expressions see it. */
export function runView(env: ExpressionEnv): { id: string; startedAt: string } {
  return { id: env.run.id, startedAt: new Date(env.run.startedAt).toISOString() };
}

/** The value of a name, if the fast path knows it. */
export function compileName(name: string): Fast | undefined {
  return VALUES.get(name);
}

/** `$input.item`, `$('x').item`, `$('x').ran`: members that are not plain data. */
export function compileViewMember(
  member: MemberExpression,
  compile: (node: Node) => Fast | undefined,
): Fast | undefined {
  const name = plainName(member);
  if (isName(member.object, '$input')) return name === 'item' ? (scope) => scope.item : undefined;
  const node = compileNode(member.object, compile);
  if (node === undefined) return undefined;
  if (name === 'item') return (scope) => ran(node(scope)).outputs.paired(scope.index);
  if (name === 'ran') return (scope) => node(scope).outputs.ran;
  return undefined;
}

/** `$input.first()`, `$('x').all()` and the like. */
export function compileViewCall(
  call: CallExpression,
  compile: (node: Node) => Fast | undefined,
): Fast | undefined {
  if (call.optional || call.arguments.length > 0 || call.callee.type !== 'MemberExpression') return undefined;
  const { callee } = call;
  const pick = PICKS.get(plainName(callee) ?? '');
  if (pick === undefined) return undefined;
  if (isName(callee.object, '$input')) return (scope) => pick(scope.env.input());
  const node = compileNode(callee.object, compile);
  return node && ((scope) => pick(ran(node(scope)).outputs.all()));
}

const PICKS: ReadonlyMap<string, (list: readonly unknown[]) => unknown> = new Map([
  ['all', (list: readonly unknown[]): unknown => list],
  ['first', (list: readonly unknown[]): unknown => list[0]],
  ['last', (list: readonly unknown[]): unknown => list.at(-1)],
]);

interface Found {
  name: string;
  outputs: NodeOutputs;
}

/** `$('x')`, to be followed by one of its members. */
function compileNode(
  node: Node,
  compile: (node: Node) => Fast | undefined,
): ((scope: Scope) => Found) | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const call = node as CallExpression;
  const [argument, second] = call.arguments;
  if (call.optional || !isName(call.callee, '$') || argument === undefined || second !== undefined)
    return undefined;
  const name = compile(argument);
  return (
    name &&
    ((scope) => {
      const text = String(name(scope));
      return { name: text, outputs: nodeOutputs(scope.env, text) };
    })
  );
}

/** The outputs of a node, or a fault that says there is none of this name. */
export function nodeOutputs(env: ExpressionEnv, name: string): NodeOutputs {
  const outputs = env.node(name);
  if (outputs !== undefined) return outputs;
  throw new ExpressionFault(
    `There is no node "${name}" that this one can read`,
    'Check the name; a node can read nodes before it and around its container, not those inside other containers.',
  );
}

/** Makes sure that a node has run. */
function ran(found: Found): Found {
  if (!found.outputs.ran) throw notRanFault(found.name);
  return found;
}

/** The fault of reading a node that gave nothing because it did not run. */
export function notRanFault(name: string): ExpressionFault {
  return new ExpressionFault(
    `Node "${name}" has not run`,
    `Connect it before this node, or ask $('${name}').ran first.`,
  );
}

/** Whether a node is the plain identifier `name`. */
export function isName(node: Node, name: string): boolean {
  return node.type === 'Identifier' && (node as Identifier).name === name;
}

/** The property name of `object.name`, undefined for computed and optional members. */
export function plainName(member: MemberExpression): string | undefined {
  if (member.computed || member.optional || member.property.type !== 'Identifier') return undefined;
  return member.property.name;
}
