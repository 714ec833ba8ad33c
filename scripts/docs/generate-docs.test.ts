import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateDocs } from './generate-docs.ts';

const root = join(import.meta.dirname, '..', '..');

test.each([...generateDocs()])('%s says what the code says (else run `npm run docs`)', (path, text) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(text);
});
