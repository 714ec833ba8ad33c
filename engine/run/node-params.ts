import { UserError } from '#contract/error';
import { describeIssue, formatPath } from '#contract/flow';
import { fieldMeta, type Item, type NodeDefinition } from '#contract/node';
import { type CompiledParams, compileParams, type ExpressionEnv, type Sandbox } from '#engine/expression';
import { fitScalars } from './fit-scalars.ts';

/** The parameters of one placed node: expressions compiled, what is fixed checked once. */
export interface NodeParams {
  /** As written in the flow. */
  raw: Record<string, unknown>;
  /** Parameters evaluated before the node runs. */
  main: CompiledParams;
  /** Parameters evaluated at the interpreter's own time, by name: the conditions of a repeat. */
  deferred: ReadonlyMap<string, CompiledParams>;
  /** Checked values, where no parameter is computed. */
  fixed: Record<string, unknown> | undefined;
  /** Checks evaluated parameters. Throws a `UserError` that names the parameter. */
  check(evaluated: unknown): Record<string, unknown>;
}

/** Compiles a node's parameters. Never throws: findings are in `main.problems` and from `check`. */
export function compileNodeParams(raw: Record<string, unknown>, definition: NodeDefinition): NodeParams {
  const now: Record<string, unknown> = {};
  const deferred = new Map<string, CompiledParams>();
  for (const [name, value] of Object.entries(raw)) {
    if (fieldMeta(definition, [name]).deferred)
      deferred.set(name, compileParams(value, { isLiteral: () => false }));
    else now[name] = value;
  }
  const isLiteral = (path: readonly (string | number)[]): boolean =>
    fieldMeta(definition, path).literal === true;
  const main = compileParams(now, { isLiteral });
  // Conditions of a loop are only known inside it; the schema sees them as written.
  const later = Object.fromEntries([...deferred.keys()].map((name) => [name, raw[name]]));
  const check = (evaluated: unknown): Record<string, unknown> =>
    checkParams(definition, { ...(evaluated as object), ...later });
  const params: NodeParams = { raw, main, deferred, fixed: undefined, check };
  if (main.isStatic && definition.params.safeParse(raw).success) params.fixed = check(now);
  return params;
}

/** Evaluates the parameters for one item; only where `main.isSync`. */
export function paramsFor(
  params: NodeParams,
  env: ExpressionEnv,
  item: Item,
  index: number,
): Record<string, unknown> {
  return params.fixed ?? params.check(params.main.evaluateOne(env, item, index));
}

/** Evaluates the parameters for each item. An entry is the checked parameters or the error that stopped them. */
export async function paramsForAll(
  params: NodeParams,
  env: ExpressionEnv,
  items: readonly Item[],
  firstIndex: number,
  sandbox: Sandbox,
  signal: AbortSignal,
): Promise<(Record<string, unknown> | Error)[]> {
  const { fixed } = params;
  if (fixed !== undefined) return items.map(() => fixed);
  const evaluated = await params.main.evaluateMany(env, items, firstIndex, sandbox, signal);
  return evaluated.map((value) => (value instanceof Error ? value : attempt(() => params.check(value))));
}

function attempt<T>(compute: () => T): T | Error {
  try {
    return compute();
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

function checkParams(
  definition: NodeDefinition,
  evaluated: Record<string, unknown>,
): Record<string, unknown> {
  const parsed = definition.params.safeParse(evaluated);
  if (parsed.success) return parsed.data;
  // Expressions give numbers where text is asked for, and files give text where numbers are.
  const fitted = definition.params.safeParse(fitScalars(evaluated, parsed.error.issues));
  if (fitted.success) return fitted.data;
  const [issue] = fitted.error.issues;
  const name = formatPath(issue?.path ?? []);
  throw new UserError(`parameter "${name}" ${issue ? describeIssue(issue, evaluated) : 'is not valid'}`, {
    code: 'BAD_PARAMETER',
    hint: 'See what the expression gives for this item.',
    detail: { param: name },
  });
}
