import { type ErrorShape, FlowError } from './flow-error.ts';

const MAX_CAUSES = 4;

/**
 * Turns anything thrown into the one error shape. What is not a `FlowError`
 * counts as a bug: node authors wrap what they expect.
 */
export function toErrorShape(thrown: unknown): ErrorShape {
  return shapeOf(thrown, 'engine', 0);
}

/** @param kind who must act, for errors that do not say so: a cause is the business of whoever wrapped it */
function shapeOf(thrown: unknown, kind: ErrorShape['kind'], depth: number): ErrorShape {
  if (thrown instanceof FlowError) {
    return {
      kind: thrown.kind,
      code: thrown.code,
      message: thrown.message,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      ...causeOf(thrown, thrown.kind, depth),
      retryable: thrown.retryable,
      ...(thrown.detail === undefined ? {} : { detail: thrown.detail }),
    };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const name = depth > 0 && thrown instanceof Error ? thrown.name : 'BUG';
  return {
    kind,
    code: systemCode(thrown) ?? name,
    message,
    ...causeOf(thrown, kind, depth),
    retryable: false,
  };
}

function causeOf(thrown: unknown, kind: ErrorShape['kind'], depth: number): { cause?: ErrorShape } {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause === undefined || depth >= MAX_CAUSES) return {};
  return { cause: shapeOf(cause, kind, depth + 1) };
}

function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = (thrown as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : undefined;
}
