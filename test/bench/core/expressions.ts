import type { Item } from '#contract/node';
import { compileParams, createSandbox, type ExpressionEnv, type Sandbox } from '#engine/expression';

/** What evaluating expressions costs here and now. */
export interface ExpressionFigures {
  /** Plain paths (`{{ $json.a.b }}`) evaluated per second, without the sandbox. */
  plainPathPerSecond: number;
  /** Expressions with a callback and a helper, over batches of 5,000 items of about 100 bytes. */
  sandboxedPerSecond: number;
  /** The same with luxon: parse, add, format. */
  sandboxedDatesPerSecond: number;
  /** Milliseconds for a sandboxed expression on one item, process running. */
  oneItemMs: number;
  /** Milliseconds until a new sandbox has answered its first call. */
  firstCallMs: number;
  /** Milliseconds for a code node that gives back a list of 100,000 items. */
  code100kMs: number;
  /** The longest the event loop stood still meanwhile. */
  code100kStallMs: number;
}

const env: ExpressionEnv = {
  run: { id: 'r', startedAt: 0 },
  flow: { id: 'f', name: 'F' },
  vars: {},
  now: 0,
  timezone: 'Europe/Berlin',
  seed: 's',
  iteration: undefined,
  links: {},
  input: () => [],
  node: () => undefined,
};
const { signal } = new AbortController();

/** Measures for about six seconds. */
export async function benchExpressions(): Promise<ExpressionFigures> {
  const items = makeItems(5_000);
  const start = performance.now();
  const sandbox = createSandbox();
  try {
    await evaluate(sandbox, '{{ [1].map(x => x) }}', items.slice(0, 1));
    const firstCallMs = performance.now() - start;
    return {
      plainPathPerSecond: plainPaths(items),
      sandboxedPerSecond: await perSecond(
        sandbox,
        '{{ $json.tags.map(t => t.n * 2).sum() + $json.name.length }}',
        items,
      ),
      sandboxedDatesPerSecond: await perSecond(
        sandbox,
        "{{ $json.date.toDateTime().plus(1, 'day').format('dd.MM.yyyy') }}",
        items,
      ),
      oneItemMs: await oneItem(sandbox, items),
      firstCallMs,
      ...(await longList(sandbox)),
    };
  } finally {
    await sandbox.close();
  }
}

function makeItems(count: number): Item[] {
  return Array.from({ length: count }, (_, id) => ({
    json: {
      id,
      name: `Customer ${id}`,
      address: { city: 'Berlin' },
      date: '2026-03-01T10:00:00',
      tags: [{ n: 1 }, { n: id }],
    },
  }));
}

function compile(raw: unknown) {
  return compileParams(raw, { isLiteral: () => false });
}

function evaluate(sandbox: Sandbox, raw: unknown, items: readonly Item[]) {
  return compile(raw).evaluateMany(env, items, 0, sandbox, signal);
}

const SPAN = 1_000;

function plainPaths(items: readonly Item[]): number {
  const params = compile({ value: '{{ $json.address.city }}' });
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < SPAN) {
    for (const [index, item] of items.entries()) params.evaluateOne(env, item, index);
    count += items.length;
  }
  return Math.round((count / (performance.now() - start)) * 1_000);
}

async function perSecond(sandbox: Sandbox, expression: string, items: readonly Item[]): Promise<number> {
  const params = compile({ value: expression });
  await params.evaluateMany(env, items, 0, sandbox, signal);
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < SPAN) {
    const values = await params.evaluateMany(env, items, 0, sandbox, signal);
    const failed = values.find((value) => value instanceof Error);
    if (failed !== undefined) throw failed;
    count += items.length;
  }
  return Math.round((count / (performance.now() - start)) * 1_000);
}

async function oneItem(sandbox: Sandbox, items: readonly Item[]): Promise<number> {
  const params = compile({ value: '{{ $json.tags.map(t => t.n) }}' });
  const calls = 2_000;
  const start = performance.now();
  for (let i = 0; i < calls; i++) await params.evaluateMany(env, items.slice(i, i + 1), i, sandbox, signal);
  return (performance.now() - start) / calls;
}

async function longList(sandbox: Sandbox): Promise<{ code100kMs: number; code100kStallMs: number }> {
  const items = makeItems(100_000);
  let last = performance.now();
  let worst = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last);
    last = now;
  }, 1);
  const start = performance.now();
  await sandbox.runCode(
    'return items.map(i => ({ json: { ...i.json, x: 1 } }))',
    'list',
    env,
    items,
    signal,
    () => undefined,
  );
  const code100kMs = performance.now() - start;
  clearInterval(timer);
  return { code100kMs, code100kStallMs: worst };
}
