import type { CallExpression, Identifier, Literal, MemberExpression, Node, Property } from 'acorn';
import { plainName } from '../fast/roots.ts';
import { walk } from './walk.ts';

/** What an expression wants of a list of items: its first and last, all, or the one paired with the current item. */
export type ListUse = 'ends' | 'all' | 'paired';

/** What an expression refers to, as far as its text tells. */
export interface Uses {
  /** `$json`, `$binary`, `$itemIndex`, `$input.item`, `$('x').item`. */
  item: boolean;
  /** How the step's whole input is used. */
  input: Set<ListUse>;
  /** How nodes named literally are used; empty for `$('x').ran`. */
  nodes: Map<string, Set<ListUse>>;
  /** A node is named by a computed value. */
  anyNode: boolean;
}

const ITEM_NAMES = new Set(['$json', '$binary', '$itemIndex']);

/** Finds what an expression refers to. */
export function findUses(ast: Node): Uses {
  const uses: Uses = { item: false, input: new Set(), nodes: new Map(), anyNode: false };
  walk(ast, (node, ancestors) => {
    if (node.type !== 'Identifier' || isPropertyName(node, ancestors.at(-1))) return;
    const { name } = node as Identifier;
    if (ITEM_NAMES.has(name)) uses.item = true;
    else if (name === '$input') noteInput(uses, memberOf(node, ancestors.at(-1)));
    else if (name === '$') noteNode(uses, node, ancestors);
  });
  return uses;
}

function noteInput(uses: Uses, member: string | undefined): void {
  if (member === 'item') uses.item = true;
  else noteList(uses.input, member);
}

function noteNode(uses: Uses, node: Node, ancestors: readonly Node[]): void {
  const call = ancestors.at(-1);
  const name = call === undefined ? undefined : literalArgument(node, call);
  if (call === undefined || name === undefined) {
    uses.anyNode = true;
    uses.item = true;
    return;
  }
  const wanted = uses.nodes.get(name) ?? new Set<ListUse>();
  uses.nodes.set(name, wanted);
  const member = memberOf(call, ancestors.at(-2));
  if (member === 'ran') return;
  if (member === 'item') wanted.add('paired');
  else noteList(wanted, member);
  if (member === 'item' || member === undefined) uses.item = true;
}

/** An unknown use counts as every use; a missing list is asked for later anyway. */
function noteList(wanted: Set<ListUse>, member: string | undefined): void {
  wanted.add(member === 'first' || member === 'last' ? 'ends' : 'all');
  if (member === undefined) wanted.add('paired');
}

function literalArgument(callee: Node, call: Node): string | undefined {
  if (call.type !== 'CallExpression' || (call as CallExpression).callee !== callee) return undefined;
  const [argument] = (call as CallExpression).arguments;
  if (argument?.type !== 'Literal') return undefined;
  const { value } = argument as Literal;
  return typeof value === 'string' ? value : undefined;
}

/** The name in `node.name`, when `parent` is that member expression. */
function memberOf(node: Node, parent: Node | undefined): string | undefined {
  if (parent?.type !== 'MemberExpression') return undefined;
  const member = parent as MemberExpression;
  return member.object === node ? plainName(member) : undefined;
}

/** Whether an identifier only names a property: `x.name`, `{ name: 1 }`. */
export function isPropertyName(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'MemberExpression') {
    const member = parent as MemberExpression;
    return member.property === node && !member.computed;
  }
  if (parent?.type !== 'Property') return false;
  const property = parent as Property;
  return property.key === node && !property.computed && !property.shorthand;
}
