import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, test, vi } from 'vitest';
import type { Item } from '#contract/node';
import { compileParams, createSandbox, type ExpressionEnv } from '../index.ts';
import { testEnv, testItems, testNode } from '../test-env.ts';

// Processes are started and killed, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const sandbox = createSandbox({ processes: 1, expressionTime: 700, codeTime: 700, memory: 128 });
afterAll(() => sandbox.close());
const { signal } = new AbortController();

function evaluate(
  raw: unknown,
  items: readonly Item[] = testItems({}),
  env: ExpressionEnv = testEnv(),
  first = 0,
) {
  return compileParams(raw, { isLiteral: () => false }).evaluateMany(env, items, first, sandbox, signal);
}

async function run(
  code: string,
  mode: 'list' | 'item' = 'list',
  items = testItems({ n: 1 }, { n: 2 }),
  env = testEnv(),
) {
  const logs: string[] = [];
  const values = await sandbox.runCode(code, mode, env, items, signal, (level, message) =>
    logs.push(`${level} ${message}`),
  );
  return { values, logs };
}

test('mixes fast and sandboxed expressions, item by item', async () => {
  const raw = {
    id: '{{ $json.id }}',
    list: '{{ $json.t.map(x => x * 2) }}',
    text: '<{{ $json.t.map(x => x) }}>',
  };
  expect(await evaluate(raw, testItems({ id: 1, t: [1] }, { id: 2, t: [2, 3] }))).toEqual([
    { id: 1, list: [2], text: '<[1]>' },
    { id: 2, list: [4, 6], text: '<[2,3]>' },
  ]);
});

test('one failing item leaves the others alone and names what was undefined', async () => {
  const [good, bad] = await evaluate(
    '{{ $json.customer.names.map(n => n) }}',
    testItems({ customer: { names: ['a'] } }, { id: 1 }),
  );
  expect(good).toEqual(['a']);
  expect(bad).toMatchObject({
    code: 'EXPRESSION',
    message: '"customer" is undefined in $json.customer.names',
    hint: expect.stringContaining('$json has: id.'),
    detail: { position: 9 },
  });
});

test('more items than fit into one call keep their order and index', async () => {
  const items = testItems(...Array.from({ length: 1_700 }, (_, n) => ({ n })));
  const values = await evaluate('{{ [$json.n, $itemIndex].map(x => x) }}', items, testEnv(), 10);
  expect(values).toEqual(items.map((_item, n) => [n, n + 10]));
});

test('expressions see data as it came, whatever their neighbours do to it', async () => {
  const raw = [
    '{{ $json.t.sort() && $json.t[0] }}',
    '{{ $json.t.map(x => x) }}',
    "{{ $('x').first().json.l.reverse() }}",
    "{{ $('x').first().json.l.map(x => x) }}",
  ];
  const env = testEnv({ node: () => testNode(testItems({ l: [1, 2] })) });
  expect(await evaluate(raw, testItems({ t: ['b', 'a'] }), env)).toEqual([['a', ['b', 'a'], [2, 1], [1, 2]]]);
});

test('reads the input and other nodes, also those named by a computed value', async () => {
  const env = testEnv({
    input: () => testItems({ n: 3 }, { n: 1 }),
    node: (name) => (name.startsWith('x') ? testNode(testItems({ q: name }, { q: 2 })) : undefined),
  });
  const items = testItems({ to: 'x1' }, { to: 'x2' });
  expect(await evaluate('{{ $input.all().map(i => i.json.n).sort() }}', items, env)).toEqual([
    [1, 3],
    [1, 3],
  ]);
  expect(await evaluate('{{ (() => $($json.to).first().json.q)() }}', items, env)).toEqual(['x1', 'x2']);
  expect(await evaluate("{{ (() => $('x').item.json.q)() }}", items, env)).toEqual(['x', 2]);
  expect(await evaluate("{{ [1].map(() => $('nope').first()) }}", items, env)).toMatchObject([
    { message: 'There is no node "nope" that this one can read' },
    {},
  ]);
});

test('clock, zone, randomness and ids are the same on replay, and differ by item', async () => {
  const raw =
    '{{ [Math.random(), $id(), Date.now(), +new Date(), DateTime.now().toMillis(), $now.toMillis(), [1, 2, 3].randomItem()].map(x => x) }}';
  const items = testItems({}, {});
  const first = await evaluate(raw, items);
  const other = createSandbox({ processes: 1 });
  const again = await compileParams(raw, { isLiteral: () => false }).evaluateMany(
    testEnv(),
    items.slice(1),
    1,
    other,
    signal,
  );
  await other.close();
  expect(again[0]).toEqual(first[1]);
  const [[random, id, ...clocks], [random2, id2]] = first as [unknown[], unknown[]];
  expect(random).not.toBe(random2);
  expect(id).not.toBe(id2);
  expect(new Set(clocks.slice(0, 4))).toEqual(new Set([testEnv().now]));
});

test('local times are in the zone of the flow', async () => {
  const raw = [
    '{{ $now }}',
    '{{ $today }}',
    '{{ new Date().getHours() }}',
    '{{ DateTime.fromISO("2026-01-01").toISO() }}',
    '{{ new Date() }}',
  ];
  expect(await evaluate(raw)).toEqual([
    [
      '2026-07-05T12:00:00.000+02:00',
      '2026-07-05T00:00:00.000+02:00',
      12,
      '2026-01-01T00:00:00.000+01:00',
      '2026-07-05T10:00:00.000Z',
    ],
  ]);
  expect(
    await evaluate(
      '{{ [$now.hour, new Date().getHours()].map(x => x) }}',
      testItems({}),
      testEnv({ timezone: 'Asia/Tokyo' }),
    ),
  ).toEqual([[19, 19]]);
});

test.each([
  ['(() => 1)', 'function'],
  ['new Map()', 'Map or Set'],
  ['Symbol()', 'symbol'],
  ['10n', 'bigint'],
  ['(() => { const a = {}; a.a = a; return a; })()', 'contains itself'],
  ['Promise.resolve(1)', 'promise'],
  ['/x/', 'neither text'],
])('%s is not a value that JSON can hold', async (expression, words) => {
  const [error] = await evaluate(`{{ ${expression} }}`);
  expect(error).toMatchObject({ code: 'EXPRESSION', message: expect.stringContaining(words) });
});

test('only the item that loops for ever fails; its neighbours and other callers do not', async () => {
  const raw = '{{ (() => { while ($json.n === 2); return $json.n; })() }}';
  const items = testItems({ n: 1 }, { n: 2 }, { n: 3 });
  const [values, other] = await Promise.all([evaluate(raw, items), evaluate('{{ [1].map(x => x) }}')]);
  expect(values).toMatchObject([1, { code: 'SANDBOX_TIMEOUT' }, 3]);
  expect(other).toEqual([[1]]);
});

test.each([
  ["'x'.repeat(2 ** 29 - 24).split('')", 'SANDBOX_MEMORY'],
  ['(() => { const a = []; for (;;) a.push(new Array(1000).fill(a.length)); })()', 'SANDBOX_MEMORY'],
  ["(() => { let s = 'x'; for (;;) s += s; })()", 'EXPRESSION'],
  ["/^(a+)+$/.test('a'.repeat(40) + 'b')", 'SANDBOX_TIMEOUT'],
  ['(function f() { return f(); })()', 'EXPRESSION'],
  ['(function f() { return Promise.resolve().then(f); })() && 1', 'SANDBOX'],
  ['new Uint8Array(2 ** 32)', 'EXPRESSION'],
])('%s ends in an error and the engine lives', async (expression, code) => {
  const [error] = await evaluate(`{{ ${expression} }}`);
  expect(error).toMatchObject({ code: expect.stringMatching(new RegExp(`^${code}`)) });
  expect(await evaluate('{{ [1].map(x => x) }}')).toEqual([[1]]);
});

test('code over the whole list, with logs and await', async () => {
  const code =
    'console.log("n", items.length, { a: 1 });\nconst x = await Promise.resolve(2);\nreturn $input.all().map(i => ({ json: { n: i.json.n * x } }))';
  const { values, logs } = await run(code);
  expect(values).toEqual(testItems({ n: 2 }, { n: 4 }));
  expect(logs).toEqual(['info n 2 {"a":1}']);
});

test('code per item has its item and index; values that are no list become one', async () => {
  expect(
    (await run('$json.n += $itemIndex; return { json: $json, same: $input.item.json === $json }', 'item'))
      .values,
  ).toEqual([
    { json: { n: 1 }, same: true },
    { json: { n: 3 }, same: true },
  ]);
  expect((await run('return { json: { a: 1 } }')).values).toEqual([{ json: { a: 1 } }]);
  expect((await run('items')).values).toEqual([]);
});

test('code may declare names of the vocabulary itself', async () => {
  expect(
    (await run('const items = $input.all();\nfor (const item of items) item.json.n += 1;\nreturn items'))
      .values,
  ).toEqual(testItems({ n: 2 }, { n: 3 }));
});

test('no items, no values and no process', async () => {
  expect(await evaluate('{{ $json.t.map(x => x) }}', [])).toEqual([]);
});

test('code that lacks data is run again with it and logs once', async () => {
  const env = testEnv({ node: () => testNode(testItems({ q: 5 })) });
  const { values, logs } = await run(
    "console.log('once'); const name = 'x'; return [$(name).first().json.q]",
    'list',
    testItems({}),
    env,
  );
  expect({ values, logs }).toEqual({ values: [5], logs: ['info once'] });
});

test.each([
  ['\nlet x = ;', 'CODE_SYNTAX', '(line 2)'],
  ['import x from "y"', 'CODE_SYNTAX', 'import'],
  ['return fetch("http://127.0.0.1")', 'CODE_SYNTAX', '"fetch" is not defined'],
  ['}); (function () {', 'CODE_SYNTAX', ''],
  ['\n\nnull.foo', 'CODE', '(line 3)'],
  ['throw new Error("boo")', 'CODE', 'boo (line 1)'],
  ['await new Promise(() => {})', 'CODE', 'never happens'],
  ['for (;;) await null', 'SANDBOX_TIMEOUT', 'longer than 0.7 seconds'],
  ['for (;;);', 'SANDBOX_TIMEOUT', ''],
])('code %j fails clearly', async (code, errorCode, words) => {
  await expect(run(code)).rejects.toMatchObject({ code: errorCode, message: expect.stringContaining(words) });
});

test('comments and texts may speak of import() and HTML comments', async () => {
  expect(
    (await run('// import("x") <!-- -->\nreturn ["import(x) <!-- -->", `import(1)`, /import\\(/.source]'))
      .values,
  ).toEqual(['import(x) <!-- -->', 'import(1)', 'import\\(']);
});

test('an aborted call is rejected at once and the sandbox goes on', async () => {
  const abort = new AbortController();
  const code = sandbox.runCode('for (;;);', 'list', testEnv(), [], abort.signal, () => undefined);
  abort.abort(new Error('cancelled'));
  await expect(code).rejects.toThrow('cancelled');
  expect(await evaluate('{{ [1].map(x => x) }}')).toEqual([[1]]);
});

test('an idle sandbox does not keep the engine alive, and ends with it', async () => {
  const program = `
    import { createSandbox } from ${JSON.stringify(new URL('./create-sandbox.ts', import.meta.url).href)};
    const env = { run: { id: '', startedAt: 0 }, flow: {}, vars: {}, now: 0, timezone: 'UTC', seed: '', input: () => [], node: () => undefined };
    await createSandbox().runCode('return 1', 'list', env, [], new AbortController().signal, () => {});
    process.stdout.write('done');`;
  const engine = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  engine.stdout.on('data', (text) => {
    output += text;
  });
  expect(await once(engine, 'close')).toEqual([0, null]);
  expect(output).toBe('done');
});

test('a long list does not block the event loop', async () => {
  const items = testItems(...Array.from({ length: 100_000 }, (_, n) => ({ n, text: 'x'.repeat(60) })));
  const roomy = createSandbox({ processes: 1 });
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  const values = await roomy.runCode('return items', 'list', testEnv(), items, signal, () => undefined);
  clearInterval(timer);
  await roomy.close();
  expect(values).toEqual(items);
  expect(turns).toBeGreaterThan(20);
});

test('after close nothing runs', async () => {
  const closed = createSandbox({ processes: 1 });
  await closed.close();
  await expect(
    closed.runCode('return 1', 'list', testEnv(), [], signal, () => undefined),
  ).rejects.toMatchObject({ code: 'SANDBOX_CLOSED' });
});
