import { expect, test } from 'vitest';
import { fieldMeta } from '#contract/node';
import { manual } from './manual.ts';
import { schedule } from './schedule.ts';
import { webhook } from './webhook.ts';

test('a manual start without items has one empty item', () => {
  expect(manual.sample({ items: [] })).toEqual([{ json: {} }]);
});

test('a schedule is either cron, a rule in words or an interval', () => {
  expect(schedule.params.safeParse({ cron: '0 7 * * 1' }).success).toBe(true);
  expect(schedule.params.parse({ every: '15m' })).toEqual({ every: '15m', missed: 'once' });
  expect(schedule.params.safeParse({}).success).toBe(false);
  expect(schedule.params.safeParse({ calendar: 'every day at 7' }).success).toBe(true);
  for (const wrong of [
    { cron: '0 7 * * 1', every: '15m' },
    { cron: '0 7 * * 1', calendar: 'every day at 7' },
    { cron: '0 7 * *' },
    { calendar: 'now and then' },
    { calendar: `every day at ${Array.from({ length: 200 }, () => '7').join(',')}` },
    { every: '0s' },
    { every: '99999999d' },
    { every: '1m', timezone: 'Mars/Base' },
  ])
    expect(schedule.params.safeParse(wrong).success).toBe(false);
});

test('a webhook path cannot leave its place', () => {
  expect(webhook.params.safeParse({ path: 'shop/:shop/orders' }).success).toBe(true);
  for (const path of ['a b', 'a?b', 'a#b', 'a%2fb', '{{ x }}']) {
    expect(webhook.params.safeParse({ path }).success).toBe(false);
  }
  const params = webhook.params.parse({ path: 'shop/:shop/orders/:id', method: 'ANY' });
  expect(webhook.sample(params, 0)[0]?.json).toMatchObject({ params: { shop: '', id: '' }, method: 'POST' });
});

test('the delivery id is computed from the call, not before it', () => {
  expect(fieldMeta(webhook, ['dedupe']).deferred).toBe(true);
});
