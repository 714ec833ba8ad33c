import { expect, test } from 'vitest';
import type { RunEntry } from '#contract/api';
import { noticesOf } from './notifications.ts';
import { engineWords } from './tray.ts';
import { findUpdate } from './updates.ts';

const failed = (run: string, name: string, error?: string) =>
  ({ run, flow: { name }, error }) as unknown as RunEntry;

test('a few failed runs are told of one by one, many together', () => {
  expect(noticesOf([failed('1', 'Orders', 'HTTP 500'), failed('2', 'Stock')])).toEqual([
    { title: 'Orders failed', body: 'HTTP 500', run: '1' },
    { title: 'Stock failed', body: 'Open the run to see why.', run: '2' },
  ]);
  const many = ['1', '2', '3', '4'].map((run) => failed(run, run === '4' ? 'Stock' : 'Orders'));
  expect(noticesOf(many)).toEqual([{ title: '4 runs failed', body: 'Orders, Stock', run: undefined }]);
});

test('states of the engine are told in words', () => {
  expect(engineWords({ state: 'failed', reason: 'x' })).toBe('Engine does not start');
});

test('without a feed nobody is asked for updates', async () => {
  const get = async () => expect.fail('nobody may be asked');
  expect(await findUpdate(undefined, '0.1.0', get)).toBeUndefined();
});

test.each([
  [{ version: '0.10.0', url: 'https://example.com/' }, true],
  [{ version: '0.9.0', url: 'https://example.com/' }, false],
  [{ version: '0.8.12', url: 'https://example.com/' }, false],
  [{ version: '1.0.0', url: 'http://example.com/' }, false],
  [{ version: '9', url: 'https://example.com/' }, false],
  ['<html>', false],
])('a feed that says %j is news for 0.9.0: %s', async (said, news) => {
  expect((await findUpdate('https://example.com/feed', '0.9.0', async () => said)) !== undefined).toBe(news);
});
