import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { compileParams, createSandbox } from '../index.ts';
import { testEnv } from '../test-env.ts';

// Thousands of evaluations, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** JSON values whose field names are few, so that paths meet them, and not inherited ones. */
const names = ['a', 'b', 'c'] as const;
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, '', 'abc', '12', ' 7 ', 'Ünï 😀'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 3 }),
  ),
}));

/** Sources of expressions within the fast path. */
const { source } = fc.letrec<{ source: string; path: string }>((tie) => {
  const pair = (glue: (a: string, b: string) => string) =>
    fc.tuple(tie('source'), tie('source')).map(([a, b]) => glue(a, b));
  const operator = fc.constantFrom(
    ...'=== !== == != < <= > >= + - * / % ** & | ^ << >> >>> && || ??'.split(' '),
  );
  const method = fc.constantFrom(
    'trim()',
    "includes('a')",
    'indexOf("b")',
    'slice(1)',
    'slice(-2, 3)',
    'toUpperCase()',
    "split('')",
    'join("-")',
    'toFixed(1)',
    'at(-1)',
    'toString()',
    'concat(1)',
    'startsWith("a", 1)',
    'lastIndexOf(0)',
    'join()',
    'split()',
    'substring(2, 0)',
  );
  return {
    path: fc
      .array(fc.constantFrom('.a', '.b', '?.c', '[0]', "['b']", '.length', '?.[1]', '[$json.a]'), {
        maxLength: 3,
      })
      .map((steps) => `$json${steps.join('')}`),
    source: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        tie('path'),
        fc.constantFrom('1', '-0', '""', "'a'", 'null', 'undefined', 'true', 'NaN', '0.1', '[]', '"12"'),
      ),
      fc
        .tuple(
          pair((a, b) => `(${a}) # (${b})`),
          operator,
        )
        .map(([text, op]) => text.replace('#', op)),
      fc.tuple(fc.constantFrom('!', '-', '+', '~', 'typeof '), tie('source')).map(([op, a]) => `${op}(${a})`),
      fc.tuple(tie('source'), tie('source'), tie('source')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      pair((a, b) => `[${a}, ${b}]`),
      pair((a, b) => `({ a: ${a}, 'b': ${b} })`),
      tie('source').map((a) => `\`x\${${a}}y\``),
      fc.tuple(tie('source'), method).map(([a, call]) => `(${a}).${call}`),
      fc
        .tuple(
          fc.constantFrom('Number', 'String', 'Boolean', 'Math.round', 'Math.abs', 'parseFloat', 'parseInt'),
          tie('source'),
        )
        .map(([fn, a]) => `${fn}(${a})`),
      pair((a, b) => `Math.max(${a}, ${b})`),
    ),
  };
});

const context = createContext({ data: '' });

/** JavaScript's own result, reduced to what JSON can hold as the engine does. */
function real(text: string, $json: unknown): unknown {
  try {
    context.data = JSON.stringify($json);
    const evaluated = runInContext(
      `'use strict'; (($json) => { const r = (${text}); return r === undefined ? undefined : JSON.stringify({ r: typeof r === 'function' ? null : r }); })(JSON.parse(data))`,
      context,
    ) as string | undefined;
    return evaluated === undefined ? undefined : (JSON.parse(evaluated) as { r: unknown }).r;
  } catch {
    return 'threw';
  }
}

function fast(text: string, $json: unknown): unknown {
  const compiled = compileParams(`{{ ${text} }}`, { isLiteral: () => false });
  expect(compiled.problems).toEqual([]);
  expect(compiled.isSync, text).toBe(true);
  try {
    const value = compiled.evaluateOne(testEnv(), { json: $json as Record<string, unknown> }, 0);
    return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
  } catch {
    return 'threw';
  }
}

test('the fast path gives what JavaScript gives', () => {
  const data = fc.dictionary(fc.constantFrom(...names), json, { maxKeys: 3 });
  fc.assert(
    fc.property(source, data, (text, $json) => {
      expect(fast(text, $json)).toEqual(real(text, $json));
    }),
    { numRuns: 2_000 },
  );
});

test('the fast path gives what the sandbox gives', async () => {
  const sandbox = createSandbox({ processes: 1 });
  const data = fc.dictionary(fc.constantFrom(...names), json, { maxKeys: 3 });
  const check = async (text: string, $json: Record<string, unknown>) => {
    // A callback is beyond the fast path.
    const compiled = compileParams(`{{ [0].map(() => (${text}))[0] }}`, { isLiteral: () => false });
    expect(compiled.isSync).toBe(false);
    const signal = new AbortController().signal;
    const [value] = await compiled.evaluateMany(testEnv(), [{ json: $json }], 0, sandbox, signal);
    const sandboxed = value instanceof Error ? 'threw' : value;
    expect(sandboxed === undefined ? undefined : JSON.parse(JSON.stringify(sandboxed))).toEqual(
      fast(text, $json),
    );
  };
  await fc.assert(fc.asyncProperty(source, data, check), { numRuns: 500 });
  await sandbox.close();
});
