/**
 * The error taxonomy. Classes say who must act, not where the error arose:
 * the user (parameters, expressions, files), the other side of a step, or us.
 */

/** What every failure looks like in the journal, the API and on the command line. */
export interface ErrorShape {
  /** Who must act. */
  kind: 'user' | 'step' | 'engine';
  /** Stable, upper-case, for `retry.on` and scripts: `HTTP_404`, `TIMEOUT`, `EXPRESSION`. */
  code: string;
  message: string;
  /** What to do next, one sentence. */
  hint?: string;
  /** Node id in the flow. */
  node?: string;
  /** Step key, for example `orders/each[3]/post`. */
  step?: string;
  /** Index of the failed item in the step's input, from 0. */
  item?: number;
  cause?: ErrorShape;
  retryable: boolean;
  /** JSON-safe facts for the curious: status, headers, position. */
  detail?: Record<string, unknown>;
}

export interface ErrorOptions {
  code?: string;
  hint?: string;
  cause?: unknown;
  detail?: Record<string, unknown>;
}

/** Base of every error the engine understands. Throw one of its subclasses. */
export abstract class FlowError extends Error {
  abstract readonly kind: ErrorShape['kind'];
  abstract readonly retryable: boolean;
  readonly code: string;
  readonly hint: string | undefined;
  readonly detail: Record<string, unknown> | undefined;

  constructor(message: string, fallbackCode: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? fallbackCode;
    this.hint = options.hint;
    this.detail = options.detail;
  }
}

/** The flow's author must act: a parameter, an expression, a path. Never retried. */
export class UserError extends FlowError {
  readonly kind = 'user';
  readonly retryable = false;
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, 'INVALID', options);
  }
}

export interface StepErrorOptions extends ErrorOptions {
  /** Whether trying again may help; default true. */
  retryable?: boolean;
  /** Milliseconds the other side asked us to wait; wins over the node's own delay. */
  retryAfter?: number;
}

/** The world did not play along: HTTP status, timeout, refused connection. Policy decides. */
export class StepError extends FlowError {
  readonly kind = 'step';
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  constructor(message: string, options: StepErrorOptions = {}) {
    super(message, 'FAILED', options);
    this.retryable = options.retryable ?? true;
    this.retryAfter = options.retryAfter;
  }
}

/** A bug in Flowbench or a node type. Not retried: it would fail the same way. */
export class EngineError extends FlowError {
  readonly kind = 'engine';
  readonly retryable = false;
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, 'BUG', options);
  }
}
