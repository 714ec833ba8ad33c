import { describe, expect, test } from 'vitest';
import { complete } from './complete.ts';
import { accessText, fieldTemplate } from './field-path.ts';
import { insertionAt, withField } from './insert-field.ts';
import { hasTemplate, templateRanges } from './template.ts';
import { valueAt } from './value-at.ts';

describe('templates', () => {
  test('braces and quotes inside of code do not end it', () => {
    const text = "a {{ { x: {} }.x ?? '}}' }} b {{ 1 }}";
    expect(templateRanges(text).map(({ from, to }) => text.slice(from, to))).toEqual([
      "{{ { x: {} }.x ?? '}}' }}",
      '{{ 1 }}',
    ]);
  });

  test('an end still to be typed', () => {
    expect(templateRanges('a {{ $json.')).toMatchObject([{ from: 2, to: 11, closed: false }]);
  });

  test('templates deep in a tree count', () => {
    expect(hasTemplate({ a: [{ b: '{{ 1 }}' }] })).toBe(true);
    expect(hasTemplate({ a: [1, 'x', null] })).toBe(false);
  });
});

describe('field paths', () => {
  test.each([
    [['customer', 'city'], '$json.customer.city'],
    [['e-mail'], "$json['e-mail']"],
    [["it's", 0, 'x'], "$json['it\\'s'][0].x"],
    [['1st'], "$json['1st']"],
    [['Größe'], "$json['Größe']"],
    [[], '$json'],
  ])('%j', (path, text) => {
    expect(accessText(path)).toBe(text);
    expect(fieldTemplate(path)).toBe(`{{ ${text} }}`);
  });

  test('inserted bare inside of braces, with braces outside', () => {
    expect(insertionAt('{{  }}', 3, ['a'])).toBe('$json.a');
    expect(insertionAt('x {{ 1 }}', 1, ['a'])).toBe('{{ $json.a }}');
    expect(withField('to /', ['id'])).toBe('to /{{ $json.id }}');
    expect(withField(5, ['id'])).toBe('{{ $json.id }}');
  });

  test('paths are followed, anything else is not', () => {
    const roots = { $json: { lines: [{ 'a b': 1 }] } };
    expect(valueAt("$json.lines[0]['a b']", roots)).toBe(1);
    expect(valueAt('$json?.lines', roots)).toEqual([{ 'a b': 1 }]);
    expect(valueAt('$json.lines.map(x => x)', roots)).toBeUndefined();
    expect(valueAt('$json.constructor', roots)).toBeUndefined();
    expect(valueAt('$vars.x', roots)).toBeUndefined();
  });
});

describe('completion', () => {
  const sources = {
    json: { total: 3, name: 'Ann', 'e-mail': 'a@b', lines: [1] },
    binary: undefined,
    nodes: ['New order', 'Check'],
    helpers: [
      { on: 'number', name: 'round', signature: 'round(digits)', doc: 'Rounds.' },
      { on: 'string', name: 'trimmed', signature: 'trimmed()', doc: 'Trims.' },
      { on: 'date', name: 'plus', signature: 'plus(n, unit)', doc: 'Later.' },
    ],
  };
  const at = (text: string) => {
    const position = text.indexOf('|');
    return complete(text.replace('|', ''), position, sources);
  };
  const labels = (text: string) => at(text)?.options.map(({ label }) => label) ?? [];

  test('nothing outside of braces', () => {
    expect(at('$json.| {{ 1 }}')).toBeUndefined();
  });

  test('words at the start of an expression', () => {
    expect(labels('{{ $|')).toContain('$json');
    expect(labels('{{ 1 + |}}')).toContain('$now');
    expect(at("{{ 'in a text |' }}")).toBeUndefined();
  });

  test('fields of the data, with brackets where the name needs them', () => {
    const found = at('{{ $json.| }}');
    expect(found?.from).toBe(8);
    expect(found?.options).toContainEqual({ label: 'total', kind: 'field', detail: '3', insert: '.total' });
    expect(found?.options.find(({ label }) => label === 'e-mail')?.insert).toBe("['e-mail']");
  });

  test('helpers of the kind of value', () => {
    expect(labels('{{ $json.total.| }}')).toEqual(['round()']);
    expect(labels('{{ 1 + $json.name.tr| }}')).toEqual(['trimmed()']);
    expect(labels('{{ $now.| }}')).toEqual(['plus()']);
    expect(labels('{{ $json.name.trim().| }}')).toEqual(['round()', 'trimmed()', 'plus()']);
  });

  test('nodes by name, and what they offer', () => {
    const found = at("{{ $('Ne|') }}");
    expect(found?.from).toBe(6);
    expect(found?.options.map(({ label }) => label)).toEqual(['New order', 'Check']);
    expect(labels("{{ $('Check').| }}")).toContain('item');
    expect(labels("{{ $('Check').item.| }}")).toContain('json');
  });

  test('a number with a dot offers nothing', () => {
    expect(at('{{ 1.| }}')?.options ?? []).toEqual([]);
  });
});
