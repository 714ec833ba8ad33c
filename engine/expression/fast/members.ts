import type { CallExpression, Literal, MemberExpression, Node } from 'acorn';
import { missingFault } from '../failure.ts';
import { toText } from './coerce.ts';
import type { Compile } from './compile-fast.ts';
import { callMethod, isFastMethod } from './methods.ts';
import type { Fast } from './scope.ts';

/** What the links of an optional chain give once it has been cut short. */
export const SHORT = Symbol('optional chain ended');

/** `object.name`, `object?.name`, `object[key]`: own properties of JSON values only. */
export function compileMember(node: MemberExpression, compile: Compile, text: string): Fast | undefined {
  const object = compile(node.object);
  if (object === undefined) return undefined;
  const miss = missReporter(node, compile, text);
  const { optional } = node;
  const key = literalKey(node);
  if (key !== undefined) {
    return (scope) => {
      const value = object(scope);
      if (value === undefined || value === null) {
        if (optional) return SHORT;
        throw miss(scope, value);
      }
      return value === SHORT ? SHORT : ownProperty(value, key);
    };
  }
  const computed = compile(node.property);
  if (computed === undefined) return undefined;
  return (scope) => {
    const value = object(scope);
    if (value === SHORT) return SHORT;
    if (optional && (value === undefined || value === null)) return SHORT;
    const name = computed(scope);
    if (value === undefined || value === null) throw miss(scope, value);
    return ownProperty(value, toText(name));
  };
}

/** `receiver.method(…)` for the listed methods. */
export function compileMethodCall(node: CallExpression, compile: Compile, text: string): Fast | undefined {
  const { callee } = node;
  if (node.optional || callee.type !== 'MemberExpression' || callee.computed) return undefined;
  if (callee.property.type !== 'Identifier') return undefined;
  const { name } = callee.property;
  if (!isFastMethod(name)) return undefined;
  const receiver = compile(callee.object);
  const args: Fast[] = [];
  for (const argument of node.arguments) {
    const fast = compile(argument);
    if (fast === undefined) return undefined;
    args.push(fast);
  }
  if (receiver === undefined) return undefined;
  const miss = missReporter(callee, compile, text);
  const source = text.slice(callee.start, callee.end);
  const { optional } = callee;
  return (scope) => {
    const value = receiver(scope);
    if (value === SHORT) return SHORT;
    if (value === undefined || value === null) {
      if (optional) return SHORT;
      throw miss(scope, value);
    }
    return callMethod(
      value,
      name,
      args.map((argument) => argument(scope)),
      source,
    );
  };
}

/** Reads an own property of a JSON value; what data inherits from the host does not exist here. */
function ownProperty(value: unknown, key: string): unknown {
  if (
    typeof value === 'object'
      ? Object.hasOwn(value as object, key)
      : typeof value === 'string' && ownOfText(value, key)
  ) {
    return (value as Record<string, unknown>)[key];
  }
  return undefined;
}

function ownOfText(value: string, key: string): boolean {
  return Object.hasOwn(Object(value) as object, key);
}

function literalKey(node: MemberExpression): string | undefined {
  const { property } = node;
  if (!node.computed) return property.type === 'Identifier' ? property.name : undefined;
  if (property.type !== 'Literal') return undefined;
  const { value } = property as Literal;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Builds the fault for a member whose object is undefined or null; looks up the fields that exist only then. */
function missReporter(node: MemberExpression, compile: Compile, text: string) {
  return (scope: Parameters<Fast>[0], value: undefined | null) => {
    const subject = unwrap(node.object);
    const owner =
      subject.type === 'MemberExpression'
        ? ownerOf(subject as MemberExpression, compile, scope, text)
        : undefined;
    return missingFault({
      name: lastName(subject, text),
      value,
      path: text.slice(node.start, node.end),
      ...(owner === undefined ? {} : { owner }),
      at: subject.type === 'MemberExpression' ? (subject as MemberExpression).property.start : subject.start,
    });
  };
}

function ownerOf(member: MemberExpression, compile: Compile, scope: Parameters<Fast>[0], text: string) {
  const object = compile(member.object)?.(scope);
  return { text: text.slice(member.object.start, member.object.end), value: object };
}

/** What to call an expression in a message: its last path segment, else its source. */
export function lastName(node: Node, text: string): string {
  if (node.type === 'MemberExpression') {
    const key = literalKey(node as MemberExpression);
    if (key !== undefined) return key;
  }
  return text.slice(node.start, node.end);
}

function unwrap(node: Node): Node {
  if (node.type === 'ParenthesizedExpression' || node.type === 'ChainExpression') {
    return unwrap((node as Node & { expression: Node }).expression);
  }
  return node;
}
