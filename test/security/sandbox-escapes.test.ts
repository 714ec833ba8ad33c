import { afterAll, expect, test, vi } from 'vitest';
import { UserError } from '#contract/error';
import { compileParams, createSandbox } from '#engine/expression';

// Processes are started and killed, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/**
 * Known ways out of JavaScript sandboxes, from published escapes of vm-based,
 * proxy-based and rewriting sandboxes. Each is tried as an expression and as
 * code. `LEAK` is what a program reports that got hold of something.
 */

const sandbox = createSandbox({ processes: 1, expressionTime: 2_000, codeTime: 2_000 });
afterAll(() => sandbox.close());

const env = {
  run: { id: 'r', startedAt: 0 },
  flow: { id: 'f', name: 'F' },
  vars: { secret: { deep: 1 } },
  now: 1_000,
  timezone: 'UTC',
  seed: 's',
  iteration: undefined,
  links: {},
  input: () => [{ json: { a: 1 } }],
  node: () => undefined,
};
const { signal } = new AbortController();
const item = { json: { a: 1, list: [1], text: 'x' } };

async function asExpression(body: string): Promise<unknown> {
  const compiled = compileParams(`{{ (() => { ${body} })() }}`, { isLiteral: () => false });
  // Refused for its text, it would show nothing about the sandbox.
  expect(compiled.problems).toEqual([]);
  const [value] = await compiled.evaluateMany(env, [item], 0, sandbox, signal);
  return value instanceof UserError ? 'refused' : value;
}

async function asCode(body: string): Promise<unknown> {
  try {
    const [value] = await sandbox.runCode(body, 'item', env, [item], signal, () => undefined);
    return value;
  } catch (error) {
    if (error instanceof UserError) return 'refused';
    throw error;
  }
}

/** Says whether a function constructor, a global object or a module got through. */
const CHECK = `
  const leak = (f) => { try { const x = f(); return x && (typeof x === 'function' || typeof x === 'object') ? 'LEAK' : 'nothing'; } catch { return 'nothing'; } };
  const viaConstructor = (f) => leak(() => f.constructor('return process')()) === 'LEAK' || leak(() => f.constructor('return globalThis.process')()) === 'LEAK' ? 'LEAK' : 'nothing';
`;

const ESCAPES: Readonly<Record<string, string>> = {
  'function constructor of a function': 'return viaConstructor(() => 1);',
  'function constructor of data': 'return viaConstructor($json.constructor);',
  'function constructor of a text method': 'return viaConstructor($json.text.slice);',
  'constructor of the vocabulary':
    'return [$, $input.first, $input.all, $id, DateTime.now, DateTime, Math.random, Date, Date.now, Intl.NumberFormat, Duration.fromISO].map(viaConstructor).find(x => x === "LEAK") ?? "nothing";',
  'constructor of luxon internals':
    'const d = DateTime.now(); return [d.zone.constructor, d.loc.constructor, d.zone.constructor.create, d.loc.dtFormatter(d).constructor, d.toJSDate().constructor].map(viaConstructor).find(x => x === "LEAK") ?? "nothing";',
  'async function constructor': 'return viaConstructor(async () => 1);',
  'generator function constructor': 'return viaConstructor(function* () {});',
  'async generator function constructor': 'return viaConstructor(async function* () {});',
  'prototype of a constructor':
    'return leak(() => Object.getPrototypeOf(async () => 1).constructor("return process")());',
  'eval, direct and indirect':
    'return leak(() => globalThis.eval("process")) === "LEAK" || leak(() => (0, globalThis["ev" + "al"])("globalThis.process")) === "LEAK" ? "LEAK" : "nothing";',
  'globals of Node':
    'return ["process", "require", "module", "Buffer", "fetch", "setTimeout", "setImmediate", "queueMicrotask", "WebAssembly", "SharedArrayBuffer", "Atomics", "structuredClone", "performance", "Temporal", "Compartment", "lockdown", "harden", "console", "navigator", "crypto", "TextEncoder", "Uint8Array", "ArrayBuffer", "FinalizationRegistry", "WeakRef", "Function", "eval"].find(n => typeof globalThis[n] !== "undefined") ?? "nothing";',
  'sloppy this': 'const t = (function () { return this; })(); return t === undefined ? "nothing" : "LEAK";',
  'this of an extracted method':
    'const { all } = $input; return leak(() => all.call().constructor.constructor("return process")());',
  'caller and callee':
    'return leak(() => (function f() { return f.caller; })()) === "LEAK" || leak(() => (function () { return arguments.callee; })()) === "LEAK" ? "LEAK" : "nothing";',
  'Error.prepareStackTrace':
    'Error.prepareStackTrace = (_e, frames) => frames; const s = new Error("x").stack; return typeof s === "string" ? "nothing" : leak(() => s[0].getThis());',
  'Error.captureStackTrace':
    'const o = {}; Error.prepareStackTrace = (_e, f) => f; Error.captureStackTrace?.(o); return typeof o.stack === "object" && o.stack ? "LEAK" : "nothing";',
  'stack of a host error':
    'try { null.x; } catch (e) { return /[\\\\/]/.test(e.stack ?? "") ? "LEAK" : "nothing"; }',
  'stack overflow error':
    'const f = () => f(); try { f(); } catch (e) { return viaConstructor(e.constructor); }',
  'host error of a missing node':
    'try { $("nope"); } catch (e) { return viaConstructor(e.constructor.constructor); }',
  'host error of luxon':
    'try { DateTime.fromObject({ nope: 1 }); } catch (e) { return viaConstructor(e.constructor); }',
  'host error of JSON.parse': 'try { JSON.parse("{"); } catch (e) { return viaConstructor(e.constructor); }',
  'proxy that sees internals':
    // biome-ignore lint/suspicious/noTemplateCurlyInString: guest code
    'let seen = "nothing"; const p = new Proxy({}, { get(_t, _k, r) { if (r !== p) seen = "LEAK"; return undefined; }, ownKeys() { seen = viaConstructor(this.get); return []; } }); `${Object.keys(p)}`; return seen;',
  'getter run by the engine': 'return { get x() { return viaConstructor(this.constructor); } }.x;',
  'Symbol.species':
    'const a = [1]; a.constructor = { [Symbol.species]: function () { return viaConstructor(this.constructor) === "LEAK" ? globalThis : {}; } }; return leak(() => a.map(x => x).process);',
  'Symbol.toPrimitive in a node name':
    'return leak(() => $({ [Symbol.toPrimitive]: (hint) => { throw hint; } }));',
  'Symbol.unscopables':
    'try { Array.prototype[Symbol.unscopables].x = 1; return "LEAK"; } catch { return "nothing"; }',
  'Reflect.construct': 'return leak(() => Reflect.construct((() => 1).constructor, ["return process"])());',
  'Reflect on getters of the prototype':
    'return leak(() => Reflect.get(Object.getOwnPropertyDescriptor(Object.getPrototypeOf(() => 1), "caller") ?? {}, "get").call(() => 1));',
  '__proto__ walk':
    'let o = $input; const seen = []; while (o) { seen.push(o); o = Object.getPrototypeOf(o); } return seen.map(x => viaConstructor(x.constructor)).find(x => x === "LEAK") ?? "nothing";',
  __lookupGetter__: 'return leak(() => ({}).__lookupGetter__("__proto__").constructor("return process")());',
  'Array.fromAsync': 'return viaConstructor(Array.fromAsync ?? (() => 1));',
  'iterator helpers': 'return viaConstructor(Iterator.prototype.map);',
  'tagged template': 'const tag = (s) => viaConstructor(s.raw.join.constructor); return tag`x`;',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: guest code
  'template literal with toString': 'return `${{ toString: () => viaConstructor(() => 1) }}`;',
  'promise internals': 'const p = Promise.resolve(); return viaConstructor(p.then.constructor);',
  'thenable given to the engine':
    'return { then(f) { return viaConstructor(f) === "LEAK" ? "LEAK" : undefined; }, x: "nothing" }.x;',
  'helper symbols':
    'return Object.getOwnPropertySymbols(Object.prototype).map(s => viaConstructor(Object.prototype[s])).find(x => x === "LEAK") ?? "nothing";',
  clock:
    'return Date.now() === 1000 && new Date().getTime() === 1000 && DateTime.now().toMillis() === 1000 && new Intl.DateTimeFormat("en", { year: "numeric" }).format() === "1970" ? "nothing" : "LEAK";',
  'clock through the constructor of a date':
    'try { return new (new Date(0).constructor)().getTime() === 1000 ? "nothing" : "LEAK"; } catch { return "nothing"; }',
};

test.each(Object.entries(ESCAPES))('%s leads nowhere', async (_name, body) => {
  expect(['nothing', 'refused', undefined, null]).toContain(await asExpression(CHECK + body));
  expect(['nothing', 'refused', undefined, null]).toContain(await asCode(CHECK + body));
});

test.each([
  'import("node:fs")',
  'import/**/("node:fs")',
  'import.meta.url',
  'x <!-- y',
  '\n--> import("fs")',
  'with ({}) { x }',
  'new.target',
  '#x in {}',
  '$$',
  '(($$) => 1)()',
  '($$.first)',
  '1)); process.exit(); ((',
  '}; process.exit(); {',
  '1 /* */ ); (() => {})(',
  '\u2028process',
  'super.x',
  'arguments.callee.caller',
])('%j is refused', async (source) => {
  const compiled = compileParams(`{{ ${source} }}`, { isLiteral: () => false });
  const [value] = await compiled.evaluateMany(env, [item], 0, sandbox, signal);
  expect(value).toBeInstanceOf(UserError);
});

test.each([
  'Object.prototype.polluted = 1',
  'Object.prototype.__proto__ = { polluted: 1 }',
  'Array.prototype.map = () => ["polluted"]',
  'Array.prototype[Symbol.iterator] = null',
  'String.prototype.toUpperCase = () => "polluted"',
  'JSON.stringify = () => "polluted"',
  'Promise.prototype.then = null',
  'Math.random = () => 0.5',
  'Math.polluted = 1',
  'Date.now = () => 5',
  'DateTime.now = () => 5',
  'DateTime.prototype.toISO = () => "polluted"',
  'DateTime.now().zone.offset = () => 99',
  'DateTime.now().setZone("Europe/Rome").zone.offset = () => 99',
  'DateTime.now().loc.constructor.create = null',
  'DateTime.now().loc.dtFormatter(DateTime.now()).dtf.format = () => "polluted"',
  'Intl.NumberFormat = null',
  'Intl.NumberFormat.prototype.format = null',
  'globalThis.polluted = 1',
  'globalThis.Object = null',
  'Error.prepareStackTrace = () => "polluted"',
  '$input.first = null',
  '$.polluted = 1',
  '$vars.secret.deep = 2',
  '$vars.polluted = 1',
  '$run.id = "polluted"',
  'RegExp.prototype.exec = null',
  'Object.setPrototypeOf(Array.prototype, { polluted: 1 })',
  'Object.defineProperty(Object.prototype, "toJSON", { value: () => "polluted" })',
  'Object.getOwnPropertySymbols(Object.prototype).forEach(s => { Object.prototype[s] = null; })',
])('%s leaves nothing behind', async (pollute) => {
  await asExpression(`try { ${pollute}; } catch {} return 1;`);
  await asCode(`try { ${pollute}; } catch {} return 1;`);
  const probe = `return [
    ({}).polluted, [1].map(x => x + 1), [...[1]], 'x'.toUpperCase(), JSON.stringify({ a: 1 }), Math.polluted,
    Math.random() === Math.random(), Date.now(), DateTime.now().toISO(), DateTime.fromMillis(0).setZone('Europe/Rome').toISO(),
    (1234).toLocaleString('de'), new Intl.NumberFormat('de').format(1234), DateTime.fromMillis(0).toFormat('ff'), typeof polluted,
    $input.first().json.a, $.polluted, $vars.secret.deep, $vars.polluted, $run.id, /x/.exec('x')[0], $json.list.first(), [].polluted,
  ].map(x => x);`;
  expect(await asExpression(probe)).toEqual([
    ...[null, [2], [1], 'X', '{"a":1}', null, false, 1_000],
    ...[
      '1970-01-01T00:00:01.000Z',
      '1970-01-01T01:00:00.000+01:00',
      '1.234',
      '1.234',
      'Jan 1, 1970, 12:00 AM',
    ],
    ...['undefined', 1, null, 1, null, 'r', 'x', 1, null],
  ]);
});

test('__proto__ in data stays data, on both sides of the sandbox', async () => {
  const json = JSON.parse(
    '{ "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 1 } } }',
  ) as Record<string, unknown>;
  const compiled = compileParams(
    { a: '{{ ({ ...$json }) }}', b: '{{ $json.polluted }}', c: '{{ [$json].map(j => j.polluted) }}' },
    { isLiteral: () => false },
  );
  const [value] = (await compiled.evaluateMany(env, [{ json }], 0, sandbox, signal)) as [{ a: object }];
  expect(JSON.stringify(value)).toBe(JSON.stringify({ a: json, c: [null] }));
  expect(Object.getPrototypeOf(value.a)).toBe(Object.prototype);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('results that answer differently each time are read once', async () => {
  const body =
    'let n = 0; return { get a() { n += 1; return n === 1 ? "first" : () => 1; }, toJSON() { return "LEAK"; } };';
  expect(await asExpression(body)).toBe('refused');
  expect(
    await asExpression('let n = 0; return new Proxy({ a: 1 }, { get: () => { n += 1; return n; } });'),
  ).toEqual({ a: 1 });
});

test('microtasks left behind do not reach into later evaluations', async () => {
  await asExpression(
    'Promise.resolve().then(() => { try { globalThis.x = $input.all(); } catch {} }); return 1;',
  );
  await asCode(
    '(async () => { await null; for (;;) { try { $input.first(); } catch { return; } await null; } })(); return 1;',
  ).catch(() => undefined);
  expect(await asExpression('return typeof x;')).toBe('undefined');
});

test.each([
  'new Array(2 ** 32 - 1).fill(0)',
  'Array.from({ length: 2 ** 31 }, () => ({}))',
  "'x'.repeat(2 ** 28).replace(/x/g, '$&$&$&')",
  'JSON.parse("[".repeat(1e6))',
  '(() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, "x".repeat(1000) + i); })()',
  '(() => { let a = []; for (;;) a = [a, a]; })()',
  'new Proxy([], { get: (t, k) => (k === "length" ? 2 ** 40 : 1) })',
  '[..."x".repeat(1e8)].sort(() => Math.random() - 0.5)',
  '2n ** (2n ** 40n)',
  '(() => { for (;;) try { (function f() { f(); })(); } catch {} })()',
  '(() => { for (;;) try { for (;;); } finally { continue; } })()',
])('%s ends in an error, and the next evaluation works', async (bomb) => {
  const compiled = compileParams(`{{ ${bomb} }}`, { isLiteral: () => false });
  const [value] = await compiled.evaluateMany(env, [item], 0, sandbox, signal);
  expect(value).toBeInstanceOf(UserError);
  expect(await asExpression('return 1')).toBe(1);
});
