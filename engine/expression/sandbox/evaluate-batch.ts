import type { Item } from '#contract/node';
import type { ExpressionEnv } from '../env.ts';
import type { Ended, Job } from './job.ts';
import { deathFailure, type SandboxLimits } from './limits.ts';
import { WantedLists } from './lists.ts';
import type { SandboxPool } from './pool.ts';
import type { EvaluateRequest, ItemAnswer } from './protocol.ts';
import { itemsJson } from './residents.ts';
import type { SandboxFailure, SandboxOutcome, SandboxProgram } from './sandbox.ts';

const ITEMS_PER_CALL = 500;
/** Calls of one batch under way at once. */
const LANES = 3;
/** After so many items that had to be stopped by force, the rest of the batch fails with them. */
const MOST_STRIKES = 3;
/** Rounds of asking for more data; each names at least one list more. */
const MOST_ROUNDS = 100;

interface Range {
  start: number;
  end: number;
}

/** Evaluates a program for a batch of items, in calls of a few hundred items. */
export async function evaluateBatch(
  pool: SandboxPool,
  limits: SandboxLimits,
  program: SandboxProgram,
  env: ExpressionEnv,
  items: readonly Item[],
  firstIndex: number,
  signal: AbortSignal,
): Promise<SandboxOutcome[]> {
  const outcomes = new Array<SandboxOutcome>(items.length);
  const wanted = new WantedLists(program.uses);
  const waiting: Range[] = [{ start: 0, end: items.length }];
  let strikes: SandboxFailure[] = [];

  function take(): { range: Range; json: string } | undefined {
    const next = waiting.pop();
    if (next === undefined) return undefined;
    const { json, end } = program.uses.item
      ? itemsJson(items, next.start, next.end, ITEMS_PER_CALL)
      : placeholders(next, ITEMS_PER_CALL);
    if (end < next.end) waiting.push({ start: end, end: next.end });
    return { range: { start: next.start, end }, json };
  }

  async function lane(): Promise<void> {
    for (let chunk = take(); chunk !== undefined; chunk = take()) {
      const [strike] = strikes;
      if (strike !== undefined && strikes.length >= MOST_STRIKES) fill(outcomes, chunk.range, strike);
      else await call(chunk.range, chunk.json);
    }
  }

  async function call(range: Range, json: string): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const errors: unknown[] = [];
      const ended = await pool.run(makeJob(range, json, errors), signal);
      if ('died' in ended) return strike(ended, range);
      if (ended.need === undefined) return accept(ended, range, errors);
      wanted.add(ended.need);
    }
    fill(outcomes, range, {
      name: 'Error',
      message: 'The expression asks for too many nodes',
      code: 'EXPRESSION',
    });
  }

  function makeJob(range: Range, json: string, errors: unknown[]): Job {
    const first = firstIndex + range.start;
    return {
      limit: limits.expressionTime,
      async prepare(residents, callId) {
        errors.length = 0;
        const lists = await wanted.send(env, residents, { first, count: range.end - range.start }, errors);
        const head = {
          do: 'evaluate',
          call: callId,
          limit: limits.expressionTime,
          memory: limits.memory,
          env: await residents.env(env),
          program: await residents.program(program),
          first,
          ...lists,
        } satisfies Omit<EvaluateRequest, 'items'>;
        return `${JSON.stringify(head).slice(0, -1)},"items":${json}}`;
      },
      log: () => undefined,
    };
  }

  function accept(ended: Extract<Ended, { values: unknown[] }>, range: Range, errors: unknown[]): void {
    const { values, error } = ended;
    const answers = values as ItemAnswer[];
    for (let i = 0; i < answers.length; i++)
      outcomes[range.start + i] = outcomeOf(answers[i] as ItemAnswer, errors);
    // A result too large to hand over is its item's failure; the others go on.
    if (error !== undefined) failAndSplit(range, range.start + answers.length, error);
  }

  function strike(ended: Extract<Ended, { died: unknown }>, range: Range): void {
    const { died } = ended;
    const failure = deathFailure(died, limits, limits.expressionTime, 'The expression');
    const culprit =
      range.end - range.start === 1
        ? range.start
        : died.item === undefined
          ? undefined
          : range.start + died.item;
    if (culprit !== undefined) failAndSplit(range, culprit, failure);
    else for (let i = range.end - 1; i >= range.start; i--) waiting.push({ start: i, end: i + 1 });
  }

  function failAndSplit(range: Range, culprit: number, failure: SandboxFailure): void {
    strikes = [...strikes, failure];
    fill(outcomes, { start: culprit, end: culprit + 1 }, failure);
    if (culprit + 1 < range.end) waiting.push({ start: culprit + 1, end: range.end });
    if (range.start < culprit) waiting.push({ start: range.start, end: culprit });
  }

  const lanes = Math.min(LANES, Math.ceil(items.length / ITEMS_PER_CALL));
  while (items.length > 0 && waiting.length > 0)
    await Promise.all(Array.from({ length: Math.max(1, lanes) }, lane));
  return outcomes;
}

function placeholders(range: Range, most: number): { json: string; end: number } {
  const end = Math.min(range.end, range.start + most);
  return { json: String(end - range.start), end };
}

function fill(outcomes: SandboxOutcome[], range: Range, error: SandboxFailure): void {
  for (let i = range.start; i < range.end; i++) outcomes[i] = { values: [], failed: 0, error };
}

function outcomeOf({ values, gone, failed, error }: ItemAnswer, errors: readonly unknown[]): SandboxOutcome {
  if (gone !== undefined) for (const index of gone) values[index] = undefined;
  if (failed === undefined || error === undefined) return { values };
  const { thrown, ...rest } = error;
  return { values, failed, error: thrown === undefined ? rest : { ...rest, thrown: errors[thrown] } };
}
