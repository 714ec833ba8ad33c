import { expect, it } from 'vitest';
import { cloudflared, ngrok } from './child/programs.ts';
import { watchWaking } from './wake-watch.ts';

it('notices that the machine was asleep, and not that it was busy', () => {
  let [now, woken] = [0, 0];
  let look = (): void => undefined;
  const stop = watchWaking(() => woken++, {
    now: () => now,
    every: (_, act) => {
      look = act;
      return () => undefined;
    },
  });
  for (const step of [2_000, 9_000, 2_000]) {
    now += step;
    look();
  }
  expect(woken).toBe(0);
  now += 8 * 60 * 60_000;
  look();
  expect(woken).toBe(1);
  // A clock that is set back is no sleep.
  now -= 60 * 60_000;
  look();
  expect(woken).toBe(1);
  stop();
});

it('reads what the programs write', () => {
  const { read } = cloudflared();
  expect(read('2026-11-22T03:00:00Z INF |  https://calm-sea-blue-owl.trycloudflare.com   |')).toEqual({
    url: 'https://calm-sea-blue-owl.trycloudflare.com',
  });
  expect(read('INF Registered tunnel connection connIndex=0 location=ams01')).toEqual({ ready: true });
  expect(
    read('ERR Failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial'),
  ).toEqual({
    problem: 'Failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial',
  });
  expect(read('INF Thank you for trying Cloudflare Tunnel')).toBeUndefined();
  const line = { lvl: 'info', msg: 'started tunnel', url: 'https://a.ngrok.app', err: '<nil>' };
  expect(ngrok().read(JSON.stringify(line))).toEqual({ url: 'https://a.ngrok.app', ready: true });
  expect(ngrok().read('no JSON')).toBeUndefined();
  expect(ngrok().read(JSON.stringify({ lvl: 'eror', err: 'bad token\nmore' }))).toEqual({
    problem: 'bad token',
  });
});
