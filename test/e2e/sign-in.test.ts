import { afterAll, describe, expect, test } from 'vitest';
import { SignIns } from '#engine/credentials';
import { createHttpClient } from '#engine/http';
import { findBrowser } from '#test/browser';
import { memoryStore, startProvider } from '#test/oauth';
import { check } from './accessible.ts';
import { closeBrowser, sharedBrowser } from './stage.ts';

describe.skipIf(!findBrowser())('signing in with a service', () => {
  afterAll(closeBrowser);

  test('in a real browser, whose last page says what to do', async () => {
    const [browser, service] = await Promise.all([sharedBrowser(), startProvider()]);
    const http = createHttpClient({ privateNetwork: 'allow' });
    const page = await (await browser.newContext({ colorScheme: 'dark' })).newPage();
    try {
      const store = memoryStore();
      const id = store.add(service.fields({ clientId: 'desktop', extraParams: { prompt: 'consent' } }));
      const { signal } = new AbortController();
      const news = new SignIns({ store, http, now: Date.now }).start(id, { paste: false, signal });
      const { value } = await news.next();
      const done = news.next();
      await page.goto(value?.step === 'open' ? value.url : '');
      await page.fill('input[name=login]', 'ada');
      await page.fill('input[name=password]', 'any');
      await page.click('button[type=submit]');
      await page.waitForSelector('input[name=prompt][value=consent]', { state: 'attached' });
      await page.click('button[type=submit]');
      await page.getByRole('heading', { name: 'Signed in' }).waitFor();
      expect(await page.textContent('p')).toContain('go back to Flowbench');
      await check(page, 'signed in');
      expect((await done).value).toEqual({ step: 'done' });
      expect(store.stateOf(id)).toHaveProperty('tokens.refreshToken');
    } finally {
      await page.close();
      await Promise.all([service.close(), http.close()]);
    }
  });
});
