import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import type { ExpressionEnv } from './env.ts';
import { ExpressionFault, failureAt, type ParamPath, type Place, pathText } from './failure.ts';
import { compileFast } from './fast/compile-fast.ts';
import type { Fast } from './fast/scope.ts';
import { jsonSafe, NotJson } from './json-safe.ts';
import { type ExpressionProblem, type FoundExpression, readParamTree } from './param-tree.ts';
import { explainFailure } from './sandbox/explain-failure.ts';
import type { Sandbox, SandboxOutcome, SandboxProgram } from './sandbox/sandbox.ts';
import { mayMutate } from './template/may-mutate.ts';
import { rewriteHelpers } from './template/rewrite.ts';
import { findUses, type Uses } from './template/uses.ts';

/** What a node's parameters refer to; tells the engine what to have at hand. */
export interface ParamUses {
  /** They differ by item: `$json`, `$binary`, `$itemIndex`, `$input.item`, `$('x').item`. */
  item: boolean;
  /** They read the step's whole input. */
  input: boolean;
  /** Nodes named literally. */
  nodes: ReadonlySet<string>;
  /** A node is named by a computed value. */
  anyNode: boolean;
  /** They follow lineage: `$('x').item`. */
  paired: boolean;
}

/** A node's parameters, ready to be evaluated for many items. */
export interface CompiledParams {
  /** Syntax errors; while there are any, evaluating fails with the first. */
  readonly problems: readonly ExpressionProblem[];
  /** No expressions at all: the raw value is the value. */
  readonly isStatic: boolean;
  /** Every expression is on the fast path. */
  readonly isSync: boolean;
  readonly uses: ParamUses;
  /** The parameters for one item. Only when `isSync`. Throws `UserError`. */
  evaluateOne(env: ExpressionEnv, item: Item, index: number): unknown;
  /** One entry per item: the evaluated parameters, or the `UserError` that stopped them. Sandbox calls are batched. */
  evaluateMany(
    env: ExpressionEnv,
    items: readonly Item[],
    firstIndex: number,
    sandbox: Sandbox,
    signal: AbortSignal,
  ): Promise<unknown[]>;
}

/** An expression with the way it is evaluated: by the closure, or as the n-th of the sandbox program. */
interface Slot {
  readonly place: Place;
  readonly found: FoundExpression;
  readonly run: Fast | number;
}

/**
 * Compiles a parameter tree: any JSON value whose strings may be templates.
 * `isLiteral` names the paths in which `{{` means nothing special.
 */
export function compileParams(
  raw: unknown,
  options: { isLiteral(path: ParamPath): boolean },
): CompiledParams {
  const { build, expressions, problems } = readParamTree(raw, (path) => options.isLiteral(path));
  const usesOf = expressions.map(({ ast }) => findUses(ast));
  const { slots, program } = makeSlots(expressions, usesOf);
  const isSync = program.expressions.length === 0;

  function assemble(
    env: ExpressionEnv,
    item: Item,
    index: number,
    outcome: SandboxOutcome | undefined,
  ): unknown {
    const [problem] = problems;
    if (problem !== undefined) throw syntaxError(problem);
    if (build === undefined) return raw;
    const scope = { env, item, index };
    return build((n) => {
      const slot = slots[n] as Slot;
      try {
        if (typeof slot.run === 'number') return sandboxValue(slot, slot.run, outcome, scope);
        return safe(slot.run(scope));
      } catch (error) {
        throw failureAt(slot.place, error);
      }
    });
  }

  return {
    problems,
    isStatic: build === undefined && problems.length === 0,
    isSync,
    uses: publicUses(usesOf),
    evaluateOne(env, item, index) {
      return assemble(env, item, index, undefined);
    },
    async evaluateMany(env, items, firstIndex, sandbox, signal) {
      const outcomes = isSync ? [] : await sandbox.evaluate(program, env, items, firstIndex, signal);
      return items.map((item, i) => {
        try {
          return assemble(env, item, firstIndex + i, outcomes[i]);
        } catch (error) {
          if (error instanceof UserError) return error;
          throw error;
        }
      });
    },
  };
}

function makeSlots(expressions: readonly FoundExpression[], usesOf: readonly Uses[]) {
  const program: { expressions: { source: string; mutates: boolean }[]; uses: Uses } = {
    expressions: [],
    uses: { item: false, input: new Set(), nodes: new Map(), anyNode: false },
  };
  const slots = expressions.map((found, n): Slot => {
    const place = { param: pathText(found.path), position: found.position, expression: found.source };
    const fast = compileFast(found.ast, found.text);
    if (fast !== undefined) return { place, found, run: fast };
    const source = rewriteHelpers(found.ast, found.text);
    const index = program.expressions.push({ source, mutates: mayMutate(found.ast) }) - 1;
    mergeUses(program.uses, usesOf[n] as Uses);
    return { place, found, run: index };
  });
  return { slots, program: program satisfies SandboxProgram };
}

function mergeUses(into: Uses, uses: Uses): void {
  into.item ||= uses.item;
  into.anyNode ||= uses.anyNode;
  into.input = into.input.union(uses.input);
  for (const [name, lists] of uses.nodes)
    into.nodes.set(name, lists.union(into.nodes.get(name) ?? new Set()));
}

function publicUses(usesOf: readonly Uses[]): ParamUses {
  const all: Uses = { item: false, input: new Set(), nodes: new Map(), anyNode: false };
  for (const uses of usesOf) mergeUses(all, uses);
  return {
    item: all.item,
    input: all.input.size > 0,
    nodes: new Set(all.nodes.keys()),
    anyNode: all.anyNode,
    paired: all.anyNode || [...all.nodes.values()].some((lists) => lists.has('paired')),
  };
}

function sandboxValue(
  slot: Slot,
  index: number,
  outcome: SandboxOutcome | undefined,
  scope: Parameters<Fast>[0],
): unknown {
  if (outcome === undefined) {
    throw new ExpressionFault('This expression needs the sandbox', 'Evaluate it with evaluateMany.');
  }
  if ('failed' in outcome && outcome.failed === index) throw explainFailure(outcome.error, slot.found, scope);
  return outcome.values[index];
}

function safe(value: unknown): unknown {
  try {
    return jsonSafe(value);
  } catch (error) {
    if (error instanceof NotJson)
      throw new ExpressionFault(
        `The result ${error.message}`,
        'Return text, a number, true, false, a list or an object.',
      );
    throw error;
  }
}

function syntaxError(problem: ExpressionProblem): UserError {
  return new UserError(problem.message, {
    code: 'EXPRESSION_SYNTAX',
    hint: problem.hint,
    detail: { param: pathText(problem.path), position: problem.position },
  });
}
