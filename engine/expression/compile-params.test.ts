import { expect, test } from 'vitest';
import { UserError } from '#contract/error';
import { compileParams } from './index.ts';
import { testEnv, testItems, testNode } from './test-env.ts';

const item = {
  json: { id: 7, name: 'Ann', tags: ['a', 'b'], nested: { deep: [{ x: 1 }] }, constructor: 'data' },
};

function compile(raw: unknown) {
  return compileParams(raw, { isLiteral: () => false });
}

function evaluate(raw: unknown, changes = {}) {
  return compile(raw).evaluateOne(testEnv(changes), item, 3);
}

function failure(raw: unknown, changes = {}): UserError {
  try {
    evaluate(raw, changes);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

test('a string that is one expression keeps the type of its value', () => {
  expect(evaluate({ a: '{{ $json.id }}', b: '{{ $json.tags }}', c: ['{{ $json.id > 5 }}'] })).toEqual({
    a: 7,
    b: ['a', 'b'],
    c: [true],
  });
});

test('anything beside the expression makes it text, a line end too', () => {
  expect(evaluate({ a: '{{ $json.id }}\n', b: ' {{ $json.id }}' })).toEqual({ a: '7\n', b: ' 7' });
});

test('parts around expressions make text: nothing for null and undefined, JSON for objects', () => {
  expect(evaluate('#{{ $json.id }}/{{ $json.nope }}{{ null }}/{{ $json.tags }}')).toBe('#7//["a","b"]');
});

test.each([
  ['{{ "}}" }}', '}}'],
  ['{{ {a:{b:1}}}}', { a: { b: 1 } }],
  ['{{{ a: 1 }}}', { a: 1 }],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is an expression's template literal
  ['{{ `${"}}"}` }}!', '}}!'],
  ['{{ /* }} */ 1 }}', 1],
  ['{{ (1, 2) ? ("a") : "b" }}', undefined],
])('finds where %s ends', (text, value) => {
  const compiled = compile(text);
  expect(compiled.problems).toEqual([]);
  if (value !== undefined) expect(evaluate(text)).toEqual(value);
});

test('\\{{ is a literal {{, also without any expression', () => {
  expect(evaluate('a \\{{ b }} {{ 1 }}')).toBe('a {{ b }} 1');
  expect(evaluate('\\{{ b }}')).toBe('{{ b }}');
});

test('parameters without expressions are static and given back as they are', () => {
  const raw = { a: 1, b: ['x', null] };
  const compiled = compile(raw);
  expect(compiled).toMatchObject({ isStatic: true, isSync: true });
  expect(compiled.evaluateOne(testEnv(), item, 0)).toBe(raw);
});

test('literal paths are taken as written', () => {
  const compiled = compileParams(
    { code: '{{ $json.id }}', x: '{{ 1 }}' },
    { isLiteral: (path) => path[0] === 'code' },
  );
  expect(compiled.evaluateOne(testEnv(), item, 0)).toEqual({ code: '{{ $json.id }}', x: 1 });
});

test('a field that evaluates to undefined is left out, NaN and Infinity become null', () => {
  expect(evaluate({ a: '{{ $json.nope }}', b: '{{ 0 / 0 }}', c: '{{ [1 / 0, undefined] }}' })).toEqual({
    b: null,
    c: [null, null],
  });
});

test.each([
  ['{{ $json.a b }}', 'Unexpected "b" after the expression', 11],
  ['{{ }}', 'The expression is empty', 2],
  ['x {{ $json.id', 'The expression is not closed', 2],
  ['{{ "abc }}', 'Unterminated string constant', 3],
  ['{{ import("fs") }}', 'import() is not available in expressions', 3],
  ['{{ await x }}', undefined, undefined],
  ['{{ customer.name }}', '"customer" is not defined', 3],
  ['{{ process.exit() }}', '"process" is not defined', 3],
  [`{{ ${'('.repeat(20_000)}1 }}`, 'The expression is nested too deeply', undefined],
  [`{{ ${'-'.repeat(5_000).replaceAll('-', '- ')}1 }}`, 'The expression is nested too deeply', undefined],
])('$0 is a problem with a place', (text, message, position) => {
  const { problems } = compile({ fields: [{ value: text }] });
  expect(problems).toHaveLength(1);
  expect(problems[0]?.path).toEqual(['fields', 0, 'value']);
  if (message !== undefined) expect(problems[0]?.message).toBe(message);
  if (position !== undefined) expect(problems[0]?.position).toBe(position);
});

test('evaluating parameters with a problem fails with EXPRESSION_SYNTAX', () => {
  expect(failure({ a: '{{ 1 + }}' })).toMatchObject({
    code: 'EXPRESSION_SYNTAX',
    detail: { param: 'a', position: 7 },
  });
});

test('reading a field of nothing names what was undefined and what exists', () => {
  const error = failure({ fields: [{ value: 'x {{ $json.customer.name }}' }] });
  expect(error.code).toBe('EXPRESSION');
  expect(error.message).toBe('"customer" is undefined in $json.customer.name');
  expect(error.hint).toContain('$json has: id, name, tags, nested, constructor.');
  expect(error.detail).toEqual({ param: 'fields[0].value', position: 11, expression: '$json.customer.name' });
});

test('optional chains end early, also through later links', () => {
  expect(evaluate('{{ [$json.customer?.name.first, $json.nested?.deep[0].x] }}')).toEqual([null, 1]);
});

test.each([
  '{{ $json.toString }}',
  '{{ $json.__proto__ }}',
  '{{ $json.tags.constructor }}',
  '{{ $json.name.constructor }}',
  '{{ $json["__pro" + "to__"] }}',
  '{{ $json.id.constructor }}',
])('%s sees own fields only', (text) => {
  const compiled = compile(text);
  expect(compiled.isSync).toBe(true);
  expect(compiled.evaluateOne(testEnv(), item, 0)).toBeUndefined();
  expect(evaluate('{{ $json.constructor }}')).toBe('data');
});

test('items of the input and of other nodes', () => {
  const input = () => testItems({ n: 1 }, { n: 2 });
  const node = (name: string) =>
    name === 'Get "it"' ? testNode(testItems({ q: 1 }, { q: 2 }, { q: 3 }, { q: 4 })) : undefined;
  const at = (text: string) => evaluate(text, { input, node });
  expect(at('{{ $input.first().json.n + $input.last().json.n + $input.all().length }}')).toBe(5);
  expect(at(`{{ $('Get "it"').item.json.q }}`)).toBe(4);
  expect(at(`{{ $('Get "it"').all()[1].json.q }}`)).toBe(2);
  expect(at('{{ $input.item.json.id }}')).toBe(7);
});

test('unknown nodes and nodes that did not run say so', () => {
  expect(failure("{{ $('Nope').first().json.x }}").message).toContain('no node "Nope"');
  const node = () => testNode([], false);
  expect(failure("{{ $('x').first().json.x }}", { node }).message).toBe('Node "x" has not run');
  expect(evaluate("{{ $('x').ran }}", { node })).toBe(false);
});

test('a broken lineage keeps its own words and gets the place', () => {
  const paired = () => {
    throw new UserError('Lineage broke at "merge"', { code: 'LINEAGE', hint: 'Use first().' });
  };
  const error = failure(
    { a: "{{ $('x').item.json.q }}" },
    { node: () => ({ ran: true, all: () => [], paired }) },
  );
  expect(error).toMatchObject({
    message: 'Lineage broke at "merge"',
    code: 'LINEAGE',
    detail: { param: 'a' },
  });
});

test('$run, $flow, $vars, $iteration and $itemIndex', () => {
  const iteration = {
    index: 2,
    batch: [1],
    count: 5,
    parent: { index: 0, batch: [], count: 1, parent: undefined },
  };
  expect(evaluate('{{ [$run.id, $run.startedAt, $flow.name, $vars.country, $itemIndex] }}')).toEqual([
    'run-1',
    '2026-07-05T09:00:00.000Z',
    'Orders',
    'DE',
    3,
  ]);
  expect(evaluate('{{ $iteration.index + $iteration.parent.count }}', { iteration })).toBe(3);
});

test('uses tell what has to be at hand', () => {
  expect(compile('{{ $json.a }}').uses).toEqual({
    item: true,
    input: false,
    nodes: new Set(),
    anyNode: false,
    paired: false,
  });
  expect(compile("{{ $input.all().length + $('a').first().json.x }}").uses).toEqual({
    item: false,
    input: true,
    nodes: new Set(['a']),
    anyNode: false,
    paired: false,
  });
  expect(compile("{{ $('a').item.json.x }}").uses).toMatchObject({ item: true, paired: true });
  expect(compile('{{ $($json.name).first() }}').uses).toMatchObject({ anyNode: true });
  expect(compile('{{ $now }}').uses).toMatchObject({ item: false });
});

test('texts do not grow without bounds on the fast path', () => {
  const big = { json: { s: 'x'.repeat(30_000) } };
  const compiled = compile("{{ $json.s.split('').join($json.s) }}");
  expect(compiled.isSync).toBe(true);
  expect(() => compiled.evaluateOne(testEnv(), big, 0)).toThrow('longer than 64 MB');
});
