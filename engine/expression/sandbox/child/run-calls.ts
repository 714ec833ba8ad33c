import type {
  CodeRequest,
  EnvData,
  EvaluateRequest,
  GuestError,
  ItemAnswer,
  ItemData,
  Need,
} from '../protocol.ts';
import type { Guest, GuestCompiler } from './compile-guest.ts';
import { type CurrentCall, enter, enterItem, leave } from './current.ts';
import { cleanResult, guestError, Parts } from './results.ts';
import type { Watchdog } from './watchdog.ts';

/** What the engine has put here, by resource id. */
export interface Resources {
  envs: Map<number, EnvData>;
  programs: Map<number, readonly Guest[]>;
  lists: Map<number, ItemData[]>;
}

/** How a call ended. */
export interface Ending {
  /** JSON list of the results that were not sent as parts. */
  rest?: string;
  need?: Need[];
  error?: GuestError;
}

export interface Runner {
  resources: Resources;
  guests: GuestCompiler;
  watchdog: Watchdog;
  /** Sends a part of the results, the text of a JSON list. */
  sendPart(call: number, json: string): void;
  sendLog(call: number, level: string, message: string): void;
}

const NO_ITEM: ItemData = Object.freeze({ json: Object.freeze({}) });

function begin(runner: Runner, request: EvaluateRequest | CodeRequest): CurrentCall {
  const env = runner.resources.envs.get(request.env);
  if (env === undefined) throw new Error('unknown env');
  const call: CurrentCall = {
    env,
    input: request.input,
    nodes: request.nodes,
    lists: runner.resources.lists,
    first: request.first,
    needs: [],
    item: NO_ITEM,
    position: 0,
    copies: false,
    ownsInput: false,
    log: (level, message) => runner.sendLog(request.call, level, message),
  };
  enter(call);
  return call;
}

function parts(runner: Runner, request: EvaluateRequest | CodeRequest): Parts {
  return new Parts((json) => runner.sendPart(request.call, json), request.memory * 2 ** 19);
}

/** Lets all promise callbacks run that guest code has left behind, under the watchdog's eyes. */
function drain(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Evaluates a program for each item; the results are `ItemAnswer`s. */
export async function evaluate(runner: Runner, request: EvaluateRequest): Promise<Ending> {
  const call = begin(runner, request);
  const program = runner.resources.programs.get(request.program) ?? [];
  const results = parts(runner, request);
  const { items } = request;
  const count = typeof items === 'number' ? items : items.length;
  try {
    for (let i = 0; i < count; i++) {
      runner.watchdog.at(i);
      enterItem(call, typeof items === 'number' ? NO_ITEM : (items[i] as ItemData), i);
      const answer = evaluateItem(program);
      if (call.needs.length > 0) return { need: call.needs };
      results.add(answer);
    }
    return { rest: results.rest() };
  } catch (error) {
    return { error: { ...guestError(error), code: 'SANDBOX_MEMORY' } };
  } finally {
    await drain();
    leave();
  }
}

function evaluateItem(program: readonly Guest[]): ItemAnswer {
  const answer: ItemAnswer = { values: [] };
  for (let n = 0; n < program.length; n++) {
    try {
      const value = cleanResult((program[n] as Guest)());
      if (value === undefined) answer.gone = [...(answer.gone ?? []), n];
      answer.values.push(value);
    } catch (error) {
      answer.failed = n;
      answer.error = guestError(error);
      break;
    }
  }
  return answer;
}

/** Runs a code node's function; the results are what it returned. */
export async function runCode(runner: Runner, request: CodeRequest): Promise<Ending> {
  const call = begin(runner, request);
  call.copies = true;
  call.ownsInput = request.mode === 'list';
  const items = runner.resources.lists.get(request.items) ?? [];
  const results = parts(runner, request);
  try {
    const guest = runner.guests.code(request.source, request.mode);
    if (request.mode === 'list') {
      enterItem(call, items[0] ?? NO_ITEM, 0);
      const returned = await settle(guest);
      const values: unknown[] = Array.isArray(returned) ? returned : returned === undefined ? [] : [returned];
      for (const value of values) results.add(cleanResult(value) ?? null);
    } else {
      for (let i = 0; i < items.length; i++) {
        runner.watchdog.at(i);
        enterItem(call, items[i] as ItemData, i);
        results.add(cleanResult(await settle(guest)) ?? null);
      }
    }
    return call.needs.length > 0 ? { need: call.needs } : { rest: results.rest() };
  } catch (error) {
    return call.needs.length > 0 ? { need: call.needs } : { error: guestError(error) };
  } finally {
    await drain();
    leave();
  }
}

/**
 * What an async guest function returns. Nothing in here could ever wake a promise
 * up from outside, so one that is still pending when all callbacks have run
 * stays so for good.
 */
async function settle(guest: Guest): Promise<unknown> {
  let outcome: { value: unknown } | { error: unknown } | undefined;
  (guest() as Promise<unknown>).then(
    (value) => {
      outcome = { value };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  for (let turn = 0; turn < 3 && outcome === undefined; turn++) await drain();
  const settled = outcome as { value: unknown } | { error: unknown } | undefined;
  if (settled === undefined) throw new Error('The code waits for something that never happens');
  if ('error' in settled) throw settled.error;
  return settled.value;
}
