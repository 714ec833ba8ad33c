import type { Item, LogLevel } from '#contract/node';
import type { ExpressionEnv } from '../env.ts';
import type { Uses } from '../template/uses.ts';

/** Expressions that are evaluated together for each item: those of one node's parameters. */
export interface SandboxProgram {
  readonly expressions: readonly SandboxExpression[];
  /** What they refer to, so that the data can be sent along. */
  readonly uses: Uses;
}

export interface SandboxExpression {
  /** JavaScript in which helper calls have been made safe; see rewrite.ts. */
  readonly source: string;
  /** It may change its data in place (`.sort()`), so it gets its own copy. */
  readonly mutates: boolean;
}

/** What came of one item: a JSON-safe value for each expression, or the first that failed. */
export type SandboxOutcome =
  | { readonly values: readonly unknown[] }
  | { readonly failed: number; readonly values: readonly unknown[]; readonly error: SandboxFailure };

/** An error as the sandbox tells it: the guest's, or `thrown` when one of the engine's own errors is behind it. */
export interface SandboxFailure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly hint?: string;
  readonly thrown?: unknown;
}

/** Where expressions and code run that are more than plain paths. Starts processes when first used. */
export interface Sandbox {
  /** Evaluates a program for each item. Rejects with a `UserError` when aborted. */
  evaluate(
    program: SandboxProgram,
    env: ExpressionEnv,
    items: readonly Item[],
    firstIndex: number,
    signal: AbortSignal,
  ): Promise<SandboxOutcome[]>;
  /**
   * Runs the function body of a code node. `list`: once, with `$input.all()` and
   * `items`; `item`: once per item, with `$json`, `$input.item`, `$itemIndex`.
   * Resolves with the returned list (`list`, a single value becomes a list of
   * one) or with one returned value per item (`item`), JSON-safe.
   * Rejects with a `UserError`: `CODE`, `CODE_SYNTAX`, `SANDBOX_TIMEOUT`, `SANDBOX_MEMORY`.
   */
  runCode(
    code: string,
    mode: 'list' | 'item',
    env: ExpressionEnv,
    items: readonly Item[],
    signal: AbortSignal,
    log: (level: LogLevel, message: string) => void,
  ): Promise<unknown[]>;
  /** Ends the processes; calls under way are rejected. */
  close(): Promise<void>;
}
