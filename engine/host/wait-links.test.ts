import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { WaitLinks } from './wait-links.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowbench-links-'));
afterAll(() => rmSync(folder, { recursive: true }));
const step = { run: 'run_0123456789abcdef0123', step: 'orders/each[3]/ask' };

test('a step has one link, also after a restart; without the key it is another one', () => {
  const token = new WaitLinks(folder).seal(step);
  expect(new WaitLinks(folder).seal(step)).toBe(token);
  expect(new WaitLinks(folder).unseal(token)).toEqual(step);
  expect(new WaitLinks(undefined).unseal(token)).toBeUndefined();
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('run_');
  if (process.platform !== 'win32') expect(statSync(join(folder, 'link-key')).mode & 0o777).toBe(0o600);
});

test('whatever is changed in a link, it is none any more', () => {
  const links = new WaitLinks(folder);
  const token = links.seal(step);
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === 'A' ? 'B' : 'A';
    expect(links.unseal(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
  }
  for (const wrong of [
    '',
    'x',
    token.slice(0, -1),
    `${token}A`,
    `${token}=`,
    'A'.repeat(5000),
    '\u0000',
    'ä',
  ])
    expect(links.unseal(wrong)).toBeUndefined();
});

test('there are no links where nothing listens', () => {
  const links = new WaitLinks(undefined);
  expect(links.linkOf(step)).toBeUndefined();
  links.leadTo('http://127.0.0.1:4000');
  expect(links.linkOf(step)).toBe(`http://127.0.0.1:4000/wait/${links.seal(step)}`);
});
