import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expressionReference } from './index.ts';

test('the guide lists exactly the vocabulary and helpers that exist', () => {
  const guide = readFileSync(new URL('../../docs/expressions.md', import.meta.url), 'utf8').replaceAll(
    '\r\n',
    '\n',
  );
  expect(unaligned(guide.slice(guide.indexOf('## Vocabulary')))).toBe(unaligned(expressionReference()));
});

/** Tables without the white space that the formatter puts in to align them. */
function unaligned(markdown: string): string {
  return markdown.replace(/ +\|/g, ' |').replace(/\| -+/g, '| ---');
}
