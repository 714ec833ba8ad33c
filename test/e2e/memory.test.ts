import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { startApp } from '#test/app';
import { findBrowser, openWindow } from '#test/browser';
import { root } from '#test/command';
import { MemoryKeychain } from '#test/keychain';
import { closeBrowser, ended, face, sharedBrowser } from './stage.ts';

const found = findBrowser() !== undefined;
const TOKEN = 'tok-4d1f0a77c9be-SECRET';
const KNOWN = 'what-the-window-may-know';

/** Everything the page's JavaScript holds, as V8 writes it down. */
async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.takeHeapSnapshot', {});
  return chunks.join('');
}

afterAll(closeBrowser);

test.skipIf(!found)('the memory of the window holds no secret, whatever a service sends back', async () => {
  const service = createServer(({ headers, url }, answer) => {
    const told = headers.authorization ?? '';
    answer.statusCode = url === '/refused' ? 403 : 200;
    answer.setHeader('content-type', 'application/json').setHeader('x-told', told);
    answer.end(JSON.stringify({ told, encoded: Buffer.from(told).toString('base64'), known: KNOWN }));
  });
  await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(service.address() as AddressInfo).port}`;
  const ask = (name: string, path: string, more: object = {}) => ({
    type: 'http.request',
    name,
    connection: 'api',
    params: { url: `http://${host}/${path}`, fullResponse: true },
    ...more,
  });
  const flow = {
    flowbench: 1,
    id: 'flw_echo',
    name: 'Echo',
    connections: { api: { type: 'http.bearer' } },
    nodes: {
      start: { type: 'trigger.manual' },
      good: ask('Told', 'good'),
      bad: ask('Refused', 'refused', { onError: 'continue' }),
    },
    edges: ['start -> good', 'good -> bad'],
    view: { start: [0, 0], good: [220, 0], bad: [440, 0] },
  };
  const app = await startApp({
    trust: true,
    files: { 'echo.flow.json': JSON.stringify(flow) },
    credentials: { keychain: new MemoryKeychain() },
    renderer: join(root, 'dist', 'renderer'),
  });
  const { page, context } = await openWindow(
    await sharedBrowser(),
    `http://127.0.0.1:${app.served.apiPort}/#token=${app.served.token}`,
  );
  try {
    await app.client.connections.setUpVault({ keeper: 'keychain' });
    const about = { name: 'CRM', type: 'http.bearer', hosts: [host], values: { token: TOKEN } };
    const { id: credential } = await app.client.connections.save(about);
    const binding = { flow: 'flw_echo', slot: 'api', credential };
    await app.client.connections.bindSlots({ bindings: [binding] });

    await page.getByRole('treeitem', { name: 'Echo' }).click();
    await face(page, 'Told').waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await ended(page, 'Done');
    for (const name of ['Told', 'Refused']) {
      await face(page, name).click();
      await page.getByText('••••••').first().waitFor();
    }
    await page.getByRole('button', { name: 'Runs', exact: true }).click();
    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await page.locator('.credential-name').click();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('dialog').waitFor();

    const heap = await heapOf(page);
    expect(heap).toContain(KNOWN);
    const encoded = Buffer.from(TOKEN).toString('base64').replaceAll('=', '').slice(0, -1);
    const told = Buffer.from(`Bearer ${TOKEN}`).toString('base64').slice(12, -4);
    for (const writing of [TOKEN, encoded, told, encodeURIComponent(TOKEN)])
      expect(heap).not.toContain(writing);
  } finally {
    await context.close();
    await app.close();
    service.close();
  }
});
