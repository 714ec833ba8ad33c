import { evaluateBatch } from './evaluate-batch.ts';
import type { SandboxLimits } from './limits.ts';
import { SandboxPool } from './pool.ts';
import { runCode } from './run-code.ts';
import type { Sandbox } from './sandbox.ts';

export interface SandboxOptions extends Partial<SandboxLimits> {
  /** Processes at once; default 2. Each takes about 100 MB when in use. */
  processes?: number;
  /** The program of a sandbox process; only bundles need to say where it went. */
  entry?: URL;
}

const DEFAULTS = { expressionTime: 5_000, codeTime: 60_000, memory: 256, processes: 2 };

/** Makes a sandbox. Starts nothing until it is first used; see docs/decisions/0005-sandbox.md. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const settings = { ...DEFAULTS, entry: new URL('./child/main.ts', import.meta.url), ...options };
  const pool = new SandboxPool(settings);
  return {
    evaluate: (program, env, items, firstIndex, signal) =>
      evaluateBatch(pool, settings, program, env, items, firstIndex, signal),
    runCode: (code, mode, env, items, signal, log) =>
      runCode(pool, settings, code, mode, env, items, signal, log),
    close: () => pool.close(),
  };
}
