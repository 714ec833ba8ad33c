import type { CallExpression, MemberExpression, Node } from 'acorn';
import { ExpressionFault, missingFault } from '../failure.ts';
import { compileFast } from '../fast/compile-fast.ts';
import { lastName } from '../fast/members.ts';
import type { Scope } from '../fast/scope.ts';
import type { FoundExpression } from '../param-tree.ts';
import { walk } from '../template/walk.ts';
import type { SandboxFailure } from './sandbox.ts';

const READ_OF_NOTHING = /^Cannot read properties of (undefined|null) \(reading '(.+)'\)$/;
const UNKNOWN_NAME = /^(\S+) is not defined$/;

/** The fault behind an error in the sandbox: names what was undefined, as the fast path does. */
export function explainFailure(failure: SandboxFailure, found: FoundExpression, scope: Scope): unknown {
  if (failure.thrown !== undefined) return failure.thrown;
  if (failure.code !== undefined) {
    return new ExpressionFault(
      failure.message,
      failure.hint ?? 'Simplify the expression.',
      undefined,
      failure.code,
    );
  }
  return missing(failure, found, scope) ?? unknownName(failure) ?? other(failure);
}

function missing(failure: SandboxFailure, found: FoundExpression, scope: Scope): ExpressionFault | undefined {
  const [, value, read] = READ_OF_NOTHING.exec(failure.message) ?? [];
  if (read === undefined) return undefined;
  const culprit = findRead(found, read.replace(/^Symbol\((.*)\)$/, '$1'), scope);
  if (culprit === undefined) return undefined;
  const { object } = culprit;
  const { text } = found;
  return missingFault({
    name: lastName(object, text),
    value: value === 'null' ? null : undefined,
    path: text.slice(culprit.start, culprit.end),
    ...ownerOf(object, found, scope),
    at: object.type === 'MemberExpression' ? object.property.start : object.start,
  });
}

/** The member expression that reads `name` of something undefined: the first whose object the fast path finds missing, else the first of this name. */
function findRead(found: FoundExpression, name: string, scope: Scope): MemberExpression | undefined {
  const reads: MemberExpression[] = [];
  walk(found.ast, (node) => {
    if (node.type !== 'MemberExpression') return;
    const member = node as MemberExpression;
    if (lastName(member, found.text) === name) reads.push(member);
  });
  return reads.find((read) => isMissing(read.object, found, scope)) ?? reads[0];
}

function isMissing(node: Node, found: FoundExpression, scope: Scope): boolean {
  const value = evaluate(node, found, scope);
  return value.known && (value.value === undefined || value.value === null);
}

function evaluate(node: Node, found: FoundExpression, scope: Scope): { known: boolean; value?: unknown } {
  const fast = compileFast(node as CallExpression, found.text);
  if (fast === undefined) return { known: false };
  try {
    return { known: true, value: fast(scope) };
  } catch {
    return { known: false };
  }
}

function ownerOf(node: Node, found: FoundExpression, scope: Scope) {
  if (node.type !== 'MemberExpression') return {};
  const { object } = node as MemberExpression;
  const { known, value } = evaluate(object, found, scope);
  return known ? { owner: { text: found.text.slice(object.start, object.end), value } } : {};
}

function unknownName(failure: SandboxFailure): ExpressionFault | undefined {
  const [, name] = UNKNOWN_NAME.exec(failure.message) ?? [];
  if (name === undefined) return undefined;
  return new ExpressionFault(
    `"${name}" is not defined`,
    "Data of the item is in $json; put text in quotes. What exists: $json, $input, $('node'), $vars, $now, DateTime, Math and the like.",
  );
}

function other(failure: SandboxFailure): ExpressionFault {
  const message = failure.message
    .replaceAll(/\bSymbol\((\w+)\)/g, '$1')
    .replaceAll(/\[\$\$\.(\w+)\]/g, '.$1');
  return new ExpressionFault(message, 'See the marked expression.');
}
