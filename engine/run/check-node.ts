import type { z } from 'zod';
import { describeIssue, type FlowNode, formatPath, type Problem } from '#contract/flow';
import type { Catalogue, NodeDefinition } from '#contract/node';
import { nearest } from './nearest.ts';
import type { NodeParams } from './node-params.ts';

/** What is wrong with one node by itself: its type, its parameters, its expressions. */
export function checkNode(
  id: string,
  node: FlowNode,
  definition: NodeDefinition | undefined,
  params: NodeParams | undefined,
  catalogue: Catalogue,
): Problem[] {
  if (!definition || !params) return [unknownType(id, node, catalogue)];
  const problems: Problem[] = [];
  if (node.version !== undefined && node.version > definition.version) {
    problems.push({
      severity: 'error',
      code: 'NODE_VERSION',
      node: id,
      message: `it was made with version ${node.version} of ${node.type}; this Flowbench has version ${definition.version}`,
      hint: 'Update Flowbench to run it.',
    });
  }
  problems.push(...unknownParams(id, definition, params), ...wrongParams(id, definition, params));
  for (const compiled of [params.main, ...params.deferred.values()]) {
    for (const problem of compiled.problems) {
      problems.push({
        severity: 'error',
        code: 'EXPRESSION_SYNTAX',
        node: id,
        param: formatPath(problem.path),
        message: problem.message,
        hint: problem.hint,
      });
    }
  }
  return problems;
}

function unknownType(id: string, node: FlowNode, catalogue: Catalogue): Problem {
  const like = nearest(node.type, [...catalogue.keys()]);
  return {
    severity: 'error',
    code: 'UNKNOWN_TYPE',
    node: id,
    message: `there is no node type "${node.type}"`,
    hint: like ? `Did you mean ${like}?` : '`flowbench nodes` lists the types.',
  };
}

function unknownParams(id: string, definition: NodeDefinition, params: NodeParams): Problem[] {
  const known = Object.keys(definition.params.shape);
  return Object.keys(params.raw)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const like = nearest(name, known);
      const known_ = known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`;
      return {
        severity: 'warning',
        code: 'UNKNOWN_PARAMETER',
        node: id,
        param: name,
        message: `${definition.type} has no parameter "${name}"`,
        hint: like ? `Did you mean "${like}"?` : known_,
      };
    });
}

/** What the schema says of the parameters as written, leaving out what only expressions will settle. */
function wrongParams(id: string, definition: NodeDefinition, params: NodeParams): Problem[] {
  const schema: z.ZodObject = definition.params;
  const parsed = schema.safeParse(params.raw);
  if (parsed.success) return [];
  return parsed.error.issues
    .filter((issue) => !touchesExpression(params.raw, issue.path))
    .map((issue) => ({
      severity: 'error',
      code: 'BAD_PARAMETER',
      node: id,
      param: formatPath(issue.path),
      message: describeIssue(issue, params.raw),
    }));
}

/** Whether the value at a path, or anything in it, is computed. */
function touchesExpression(raw: unknown, path: readonly PropertyKey[]): boolean {
  let value: unknown = raw;
  for (const key of path) {
    if (isComputed(value)) return true;
    value =
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return containsExpression(value);
}

function containsExpression(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(containsExpression);
  return isComputed(value);
}

function isComputed(value: unknown): boolean {
  return typeof value === 'string' && value.includes('{{');
}
