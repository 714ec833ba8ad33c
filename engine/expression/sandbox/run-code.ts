import { UserError } from '#contract/error';
import type { Item, LogLevel } from '#contract/node';
import type { ExpressionEnv } from '../env.ts';
import { ExpressionFault } from '../failure.ts';
import type { Job } from './job.ts';
import { deathFailure, type SandboxLimits } from './limits.ts';
import { WantedLists } from './lists.ts';
import { type ParsedCode, parseCode } from './parse-code.ts';
import type { SandboxPool } from './pool.ts';
import type { CodeRequest, GuestError } from './protocol.ts';

type Log = (level: LogLevel, message: string) => void;

const ITEMS_PER_CALL = 1_000;
const MOST_ROUNDS = 100;

/** Runs a code node's function in the sandbox; see `Sandbox.runCode`. */
export async function runCode(
  pool: SandboxPool,
  limits: SandboxLimits,
  code: string,
  mode: 'list' | 'item',
  env: ExpressionEnv,
  items: readonly Item[],
  signal: AbortSignal,
  log: Log,
): Promise<unknown[]> {
  const parsed = parseCode(code);
  const wanted = new WantedLists(parsed.uses);
  const call = (first: number, list: readonly Item[]) =>
    callCode(pool, limits, { parsed, mode, env, wanted, first, list, log }, signal);
  if (mode === 'list') return await call(0, items);
  const results: unknown[] = [];
  for (let first = 0; first < items.length; first += ITEMS_PER_CALL) {
    for (const value of await call(first, items.slice(first, first + ITEMS_PER_CALL))) results.push(value);
  }
  return results;
}

interface CodeCall {
  parsed: ParsedCode;
  mode: 'list' | 'item';
  env: ExpressionEnv;
  wanted: WantedLists;
  first: number;
  list: readonly Item[];
  log: Log;
}

async function callCode(
  pool: SandboxPool,
  limits: SandboxLimits,
  call: CodeCall,
  signal: AbortSignal,
): Promise<unknown[]> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const errors: unknown[] = [];
    // Kept back until the call has ended: one that lacks data is made again.
    const lines: [LogLevel, string][] = [];
    const ended = await pool.run(makeJob(call, limits, errors, lines), signal);
    if ('died' in ended) {
      release(lines, call.log);
      const { code, message, hint } = deathFailure(ended.died, limits, limits.codeTime, 'The code');
      throw new UserError(message, { code, hint });
    }
    if (ended.need !== undefined) {
      call.wanted.add(ended.need);
      continue;
    }
    release(lines, call.log);
    if (ended.error !== undefined) throw codeError(ended.error, errors);
    return ended.values;
  }
  throw new UserError('The code asks for too many nodes', { code: 'CODE', hint: 'Read fewer nodes.' });
}

const MOST_LINES = 1_000;

function makeJob(call: CodeCall, limits: SandboxLimits, errors: unknown[], lines: [LogLevel, string][]): Job {
  const { parsed, mode, env, wanted, first, list } = call;
  return {
    limit: limits.codeTime,
    async prepare(residents, callId) {
      errors.length = 0;
      lines.length = 0;
      const lists = await wanted.send(env, residents, { first, count: list.length }, errors);
      const items = await residents.ownList(list);
      const request: CodeRequest = {
        do: 'code',
        call: callId,
        limit: limits.codeTime,
        memory: limits.memory,
        env: await residents.env(env),
        first,
        ...lists,
        // In list mode the input is the call's own list, which it may change.
        ...(mode === 'list' ? { input: { all: items } } : {}),
        source: parsed.source,
        mode,
        items,
      };
      return JSON.stringify(request);
    },
    log(level, message) {
      if (lines.length < MOST_LINES) lines.push([level as LogLevel, message]);
    },
  };
}

function release(lines: readonly [LogLevel, string][], log: Log): void {
  for (const [level, message] of lines) log(level, message);
}

function codeError(error: GuestError, errors: readonly unknown[]): unknown {
  const { thrown, line, name } = error;
  if (thrown !== undefined) {
    const cause = errors[thrown];
    if (!(cause instanceof ExpressionFault)) return cause;
    return new UserError(cause.message, { code: 'CODE', hint: cause.hint });
  }
  const place = line === undefined ? '' : ` (line ${line})`;
  return new UserError(`${error.message}${place}`, {
    code: error.code ?? 'CODE',
    hint: line === undefined ? 'Check the code of this node.' : `Check line ${line} of the code.`,
    detail: { error: name, ...(line === undefined ? {} : { line }) },
  });
}
