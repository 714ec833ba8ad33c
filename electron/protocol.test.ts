import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAppUrl, serveAppFiles } from './protocol.ts';

let folder = '';
let get: (url: string, method?: string) => Promise<Response>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-pages-'));
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.html'), 'secret');
  await writeFile(join(folder, 'renderer', 'index.html'), '<p>page');
  await writeFile(join(folder, 'renderer', '.hidden.js'), 'hidden');
  await writeFile(join(folder, 'renderer', 'assets', 'index-B4_x.js'), 'code');
  const serve = serveAppFiles(join(folder, 'renderer'));
  get = (url, method = 'GET') => serve({ url, method });
});

afterAll(() => rm(folder, { recursive: true }));

test('files of the window come with their type and a strict policy', async () => {
  const page = await get('flowbench://app/index.html');
  expect(await page.text()).toBe('<p>page');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*(?!;|$)/);
  expect((await get('flowbench://app/')).status).toBe(200);
  expect(await (await get('flowbench://app/assets/index-B4_x.js?v=1#x')).text()).toBe('code');
});

test.each([
  'flowbench://app/../secret.html',
  'flowbench://app/%2e%2e/secret.html',
  'flowbench://app/..%2fsecret.html',
  'flowbench://app/..%5csecret.html',
  'flowbench://app/assets/../../secret.html',
  'flowbench://app//secret.html',
  'flowbench://app/assets',
  'flowbench://app/.hidden.js',
  'flowbench://app/index.html%00.js',
  'flowbench://app/C:/secret.html',
  'flowbench://app/none.html',
  'flowbench://open/index.html',
  'flowbench://app@evil/index.html',
  'https://app/index.html',
  'file:///etc/passwd',
])('%s is not found', async (url) => {
  const response = await get(url);
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('Not found');
});

test('only reading is answered', async () => {
  expect((await get('flowbench://app/index.html', 'POST')).status).toBe(404);
});

test.each([
  ['flowbench://app/index.html', true],
  ['flowbench://app.evil/index.html', false],
  ['flowbench://open?flow=a.flow.json', false],
  ['https://app/', false],
  ['', false],
])('%s is a page of the app: %s', (url, is) => expect(isAppUrl(url)).toBe(is));
