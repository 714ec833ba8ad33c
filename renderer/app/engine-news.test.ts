import { expect, test } from 'vitest';
import { engineNews } from './engine-news.ts';

test('nothing is said while all is well', () => {
  expect(engineNews('open', undefined)).toBeUndefined();
  expect(engineNews('open', { state: 'running', pid: 1 })).toBeUndefined();
  expect(engineNews('connecting', { state: 'starting' })).toBeUndefined();
});

test('a browser is told what to do and that nothing is lost', () => {
  expect(engineNews('lost', undefined)).toEqual({
    text: expect.stringMatching(/does not answer.*edits are kept/),
    restart: false,
  });
  expect(engineNews('refused', undefined)?.text).toContain('Open the address it printed');
  expect(engineNews('closed', undefined)?.text).toContain('npm start');
});

test('the desktop window can restart the engine, and says what the engine said', () => {
  const failed = engineNews('lost', { state: 'failed', reason: 'The folder is in use\nmore' });
  expect(failed).toEqual({ text: expect.stringContaining('The folder is in use.'), restart: true });
  expect(failed?.text).not.toContain('more');
  // A busy engine has its connection still: that alone would say nothing.
  expect(engineNews('open', { state: 'unresponsive', pid: 1 })?.restart).toBe(true);
  const again = { state: 'restarting', attempt: 2, inMs: 1000, reason: 'x' } as const;
  expect(engineNews('lost', again)?.text).toContain('try 2');
});
