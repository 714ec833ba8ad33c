import { type ErrorShape, FlowError } from './flow-error.ts';

const MAX_CAUSES = 4;

/**
 * Turns anything thrown into the one error shape. What is not a `FlowError`
 * counts as a bug: node authors wrap what they expect.
 */
export function toErrorShape(thrown: unknown, depth = 0): ErrorShape {
  if (thrown instanceof FlowError) {
    return {
      kind: thrown.kind,
      code: thrown.code,
      message: thrown.message,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      ...causeOf(thrown, depth),
      retryable: thrown.retryable,
      ...(thrown.detail === undefined ? {} : { detail: thrown.detail }),
    };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = systemCode(thrown);
  return { kind: 'engine', code: code ?? 'BUG', message, ...causeOf(thrown, depth), retryable: false };
}

function causeOf(thrown: unknown, depth: number): { cause?: ErrorShape } {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause === undefined || depth >= MAX_CAUSES) return {};
  return { cause: toErrorShape(cause, depth + 1) };
}

function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = (thrown as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : undefined;
}
