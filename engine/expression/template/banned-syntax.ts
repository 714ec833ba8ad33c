import type { Identifier, Node } from 'acorn';
import { isPropertyName } from './uses.ts';
import { walk } from './walk.ts';

/** Syntax that can never work in the sandbox, so that authors learn of it while they write. */
export interface Banned {
  message: string;
  hint: string;
  position: number;
}

const BANNED: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ImportExpression: ['import() is not available in expressions', 'Use a node to fetch or read data.'],
  MetaProperty: ['import.meta and new.target are not available in expressions', 'Remove it.'],
  Super: ['super is not available in expressions', 'Remove it.'],
};

/** Everything that walks a syntax tree recurses; hostile flows must not overflow the engine's stack. */
const DEEPEST = 1_000;

/** Names the compiler uses itself; see rewrite.ts. */
const RESERVED_PREFIX = '$$';

/** The first banned construct in an expression, if any. */
export function bannedSyntax(ast: Node): Banned | undefined {
  let first: Banned | undefined;
  walk(ast, (node, ancestors) => {
    if (first !== undefined) return;
    if (ancestors.length > DEEPEST) {
      first = {
        message: 'The expression is nested too deeply',
        hint: 'Use a code node.',
        position: node.start,
      };
      return;
    }
    const banned = BANNED[node.type];
    if (banned !== undefined) first = { message: banned[0], hint: banned[1], position: node.start };
    else if (isReservedName(node, ancestors.at(-1))) {
      first = {
        message: `Names may not start with ${RESERVED_PREFIX}`,
        hint: 'Choose another name.',
        position: node.start,
      };
    }
  });
  return first;
}

function isReservedName(node: Node, parent: Node | undefined): boolean {
  if (node.type !== 'Identifier') return false;
  const { name } = node as Identifier;
  return name.startsWith(RESERVED_PREFIX) && !isPropertyName(node, parent);
}
