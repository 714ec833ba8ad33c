import type { ErrorShape } from '#contract/error';
import { type Item, isJsonObject } from '#contract/node';
import { formatMs, plural } from '#renderer/ui';
import { STEP, type StepInIteration } from '../model/index.ts';
import { flatten } from './flatten.ts';
import { tookOtherwise } from './took.ts';

/** What is known of one side of a comparison. */
export interface SideData {
  /** What the iteration went in with. */
  input: readonly Item[];
  /** By node inside. */
  steps: ReadonlyMap<string, StepData>;
}

export interface StepData extends StepInIteration {
  /** Items by port, the first of many. */
  out: ReadonlyMap<string, { total: number; items: readonly Item[] }>;
  error: ErrorShape | undefined;
}

/** A row: what each side has; undefined where a side has nothing there. */
export interface CompareRow {
  name: string;
  a: string | undefined;
  b: string | undefined;
  differs: boolean;
  /** A value of data, rather than words. */
  data: boolean;
}

export interface CompareSection {
  title: string;
  /** The node it is about; undefined for the iteration's input. */
  node: string | undefined;
  rows: readonly CompareRow[];
}

const MOST_FIELDS = 40;
const TOLD = /^error\.(kind|code|message|retryable|node|step|item)$/;

const STATUS_WORDS: Readonly<Record<number, string>> = {
  [STEP.none]: 'not reached',
  [STEP.running]: 'running',
  [STEP.waiting]: 'waiting',
  [STEP.succeeded]: 'done',
  [STEP.failed]: 'failed',
  [STEP.skipped]: 'skipped',
  [STEP.cancelled]: 'stopped',
};

/** Input, then every node inside that took part in one of the two: how it went, how long, what it gave. */
export function compareSections(
  a: SideData,
  b: SideData,
  inside: readonly { node: string; name: string }[],
): CompareSection[] {
  const input = dataRows(a.input, b.input, { a: [], b: [] });
  const sections: CompareSection[] = [{ title: 'Input', node: undefined, rows: input }];
  for (const { node, name } of inside) {
    const one = a.steps.get(node);
    const two = b.steps.get(node);
    if (!tookPart(one) && !tookPart(two)) continue;
    sections.push({ title: name, node, rows: stepRows(one, two, { a: a.input, b: b.input }) });
  }
  return sections;
}

/** Whether a step of an iteration did anything. */
export function tookPart(step: StepInIteration | undefined): boolean {
  return step !== undefined && step.status !== STEP.none && step.status !== STEP.skipped;
}

function stepRows(
  a: StepData | undefined,
  b: StepData | undefined,
  input: { a: readonly Item[]; b: readonly Item[] },
): CompareRow[] {
  const rows = [words('result', resultText(a), resultText(b))];
  for (const port of new Set([...(a?.out.keys() ?? []), ...(b?.out.keys() ?? [])])) {
    const one = a?.out.get(port);
    const two = b?.out.get(port);
    if (port === 'error' || one?.total !== two?.total || (one?.total ?? 0) > 1)
      rows.push(words(`leaves by ${port}`, itemsText(one?.total), itemsText(two?.total)));
    const fields = dataRows(one?.items ?? [], two?.items ?? [], input);
    // The result says already what failed.
    rows.push(...(port === 'error' ? fields.filter(({ name }) => !TOLD.test(name)) : fields));
  }
  if ((a?.attempts ?? 0) > 0 || (b?.attempts ?? 0) > 0)
    rows.push(words('attempts', attemptsText(a), attemptsText(b)));
  rows.push({ ...words('took', msText(a), msText(b)), differs: tookOtherwise(a?.ms, b?.ms) });
  return rows;
}

/** Fields of the first items; those that both sides only passed on are left out. */
function dataRows(
  a: readonly Item[],
  b: readonly Item[],
  before: { a: readonly Item[]; b: readonly Item[] },
): CompareRow[] {
  const one = fieldsOf(a[0]);
  const two = fieldsOf(b[0]);
  const passedOn = (field: string) => {
    const [first, second] = [fieldsOf(before.a[0]).get(field), fieldsOf(before.b[0]).get(field)];
    return (
      (one.get(field) === undefined || one.get(field) === first) &&
      (two.get(field) === undefined || two.get(field) === second) &&
      (first !== undefined || second !== undefined)
    );
  };
  return [...new Set([...one.keys(), ...two.keys()])]
    .filter((field) => !passedOn(field))
    .slice(0, MOST_FIELDS)
    .map((field) => ({ ...words(field, one.get(field), two.get(field)), data: true }));
}

function fieldsOf(item: Item | undefined): Map<string, string> {
  return new Map(item ? flatten(item.json, MOST_FIELDS).map(({ path, text }) => [path, text]) : []);
}

function words(name: string, a: string | undefined, b: string | undefined): CompareRow {
  return { name, a, b, differs: a !== b, data: false };
}

function resultText(step: StepData | undefined): string {
  if (!step) return STATUS_WORDS[STEP.none] ?? '';
  const word = STATUS_WORDS[step.status] ?? '';
  if (step.error) {
    const said = `${step.error.code} ${step.error.message}`;
    return step.status === STEP.succeeded ? `${word}, past ${said}` : `${word}: ${said}`;
  }
  const routed = step.out.get('error')?.items[0]?.json.error;
  if (!isJsonObject(routed)) return word;
  return `failed, handled by the flow: ${routed.code} ${routed.message}`;
}

function attemptsText(step: StepData | undefined): string | undefined {
  if (!step || step.attempts === 0) return undefined;
  const why =
    step.error && !step.error.retryable && step.attempts === 1 ? `, ${step.error.code} is not retried` : '';
  return `${step.attempts}${why}`;
}

function msText(step: StepData | undefined): string | undefined {
  return step && step.attempts > 0 ? formatMs(step.ms) : undefined;
}

function itemsText(total: number | undefined): string | undefined {
  return total === undefined || total === 0 ? undefined : plural(total, 'item');
}
