import type { Identifier, Node } from 'acorn';
import { GRANTED_GLOBALS, VOCABULARY } from '../vocabulary.ts';
import type { Banned } from './banned-syntax.ts';
import { isPropertyName } from './uses.ts';
import { children, walk } from './walk.ts';

/**
 * The first name in a program that is neither part of the vocabulary nor declared
 * somewhere in it. Found before anything runs, so that a forgotten `$json.` shows
 * while one writes.
 */
export function unknownName(ast: Node, extra: readonly string[] = []): Banned | undefined {
  const declared = new Set<string>(['arguments', ...extra]);
  const used: { name: string; position: number }[] = [];
  walk(ast, (node, ancestors) => {
    for (const pattern of declarations(node)) noteNames(pattern, declared);
    if (node.type === 'Identifier' && isReference(node, ancestors.at(-1))) {
      used.push({ name: (node as Identifier).name, position: node.start });
    }
  });
  const unknown = used.find(({ name }) => !declared.has(name) && !isKnown(name));
  if (unknown === undefined) return undefined;
  return {
    message: `"${unknown.name}" is not defined`,
    hint: hintFor(unknown.name),
    position: unknown.position,
  };
}

function isKnown(name: string): boolean {
  return GRANTED_GLOBALS.has(name) || Object.hasOwn(VOCABULARY, name);
}

function hintFor(name: string): string {
  if (name.startsWith('$')) return `What exists: ${Object.keys(VOCABULARY).join(', ')}.`;
  return `For a field of the item write $json.${name}; for text put it in quotes.`;
}

interface Declaring {
  id?: Node | null;
  param?: Node | null;
  params?: readonly Node[];
}

/** The patterns by which a node gives names. */
function declarations(node: Node): readonly Node[] {
  const { id, param, params } = node as Node & Declaring;
  switch (node.type) {
    case 'VariableDeclarator':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return id ? [id] : [];
    case 'CatchClause':
      return param ? [param] : [];
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return id ? [id, ...(params ?? [])] : (params ?? []);
    default:
      return [];
  }
}

function noteNames(pattern: Node, names: Set<string>): void {
  if (pattern.type === 'Identifier') names.add((pattern as Identifier).name);
  else for (const child of children(pattern)) noteNames(child, names);
}

const NAMING = new Set(['MethodDefinition', 'PropertyDefinition']);
const LABELS = new Set(['LabeledStatement', 'BreakStatement', 'ContinueStatement']);

/** Whether an identifier reads a variable. `typeof name` may ask for what does not exist. */
function isReference(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return true;
  if (isPropertyName(node, parent) || LABELS.has(parent.type)) return false;
  const { key, computed, operator } = parent as Node & { key?: Node; computed?: boolean; operator?: string };
  if (NAMING.has(parent.type) && key === node && computed !== true) return false;
  return operator !== 'typeof';
}
