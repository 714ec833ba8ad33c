import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { findBrowser, launchBrowser, startEngine } from '#test/browser';
import { gridEdges, gridNodes } from './grid.ts';
import { type Gestures, measureGestures } from './measure.ts';

const ROUNDS = 2;
const SIZE = { width: 1440, height: 900 };

interface Measured extends Gestures {
  /** From the page's beginning until its first node can be seen and a frame has been painted, in ms. */
  firstMs: number;
}

/** A flow of 2,000 nodes and 2,500 edges on our canvas, beside the library's plain nodes in the same browser. */
export async function benchCanvas(): Promise<object> {
  if (findBrowser() === undefined) return { skipped: 'no Chrome, Chromium or Edge was found' };
  const browser = await launchBrowser();
  const bare = await serveBare();
  const engine = await startEngine({ files: { 'large.flow.json': largeFlow() } });
  try {
    const rounds = { flowbench: [] as Measured[], bare: [] as Measured[] };
    for (let round = 0; round < ROUNDS; round++) {
      rounds.bare.push(await measureBare(browser, bare.address));
      rounds.flowbench.push(await measureFlowbench(browser, engine.address));
    }
    const [flowbench, plain] = [middle(rounds.flowbench), middle(rounds.bare)];
    return {
      nodes: gridNodes().length,
      edges: gridEdges().length,
      browser: browser.version(),
      flowbench,
      bare: plain,
      ratio: ratios(flowbench, plain),
    };
  } finally {
    await browser.close();
    await engine.close();
    await bare.close();
  }
}

function largeFlow(): string {
  const nodes: Record<string, object> = {};
  const view: Record<string, readonly [number, number]> = {};
  for (const { id, x, y, first } of gridNodes()) {
    nodes[id] = first ? { type: 'trigger.manual' } : { type: 'data.limit', name: `Limit ${id}` };
    view[id] = [x, y];
  }
  const edges = gridEdges().map(([from, to]) => `${from} -> ${to}`);
  return JSON.stringify({ flowbench: 1, id: 'flw_large', name: 'large', nodes, edges, view });
}

async function measureBare(browser: Browser, address: string): Promise<Measured> {
  const page = await browser.newPage({ viewport: SIZE });
  await page.goto(address);
  const firstMs = await firstFrame(page, '.react-flow__node');
  const gestures = await measureGestures(page);
  await page.close();
  return { firstMs, ...gestures };
}

/** The flow is open already, as after a reload: the time holds reading the file, not a click. */
async function measureFlowbench(browser: Browser, address: string): Promise<Measured> {
  const page = await browser.newPage({ viewport: SIZE });
  await page.goto(address);
  await page.getByRole('treeitem', { name: 'large' }).click();
  await page.locator('.face').first().waitFor();
  await page.reload();
  const firstMs = await firstFrame(page, '.face');
  const gestures = await measureGestures(page);
  await page.close();
  return { firstMs, ...gestures };
}

async function firstFrame(page: Page, selector: string): Promise<number> {
  const now = await page.evaluate<number>(`new Promise((resolve) => {
    const look = () => document.querySelector('${selector}')
      ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())))
      : requestAnimationFrame(look);
    look();
  })`);
  return Math.round(now);
}

/** Of each figure the middle of the rounds: a busy machine spoils single ones. */
function middle(rounds: readonly Measured[]): Measured {
  const pick = (of: (one: Measured) => number) =>
    rounds.map(of).sort((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? 0;
  const gesture = (name: keyof Gestures) => ({
    p50: pick((one) => one[name].p50),
    p95: pick((one) => one[name].p95),
    workP50: pick((one) => one[name].workP50),
    workP95: pick((one) => one[name].workP95),
  });
  return {
    firstMs: pick(({ firstMs }) => firstMs),
    pan: gesture('pan'),
    zoom: gesture('zoom'),
    drag: gesture('drag'),
  };
}

function ratios(ours: Measured, bare: Measured): object {
  const part = (a: number, b: number) => (b === 0 ? null : Math.round((a / b) * 100) / 100);
  const gesture = (name: keyof Gestures) => ({
    p50: part(ours[name].p50, bare[name].p50),
    p95: part(ours[name].p95, bare[name].p95),
    workP50: part(ours[name].workP50, bare[name].workP50),
    workP95: part(ours[name].workP95, bare[name].workP95),
  });
  return { pan: gesture('pan'), zoom: gesture('zoom'), drag: gesture('drag') };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

async function serveBare(): Promise<{ address: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-bare-'));
  await build({
    root: import.meta.dirname,
    base: './',
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: { outDir: folder, emptyOutDir: true },
  });
  const server = createServer(async (request, response) => {
    const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1);
    const content = await readFile(join(folder, name)).catch(() => undefined);
    response.writeHead(content ? 200 : 404, { 'content-type': TYPES[extname(name)] ?? 'text/plain' });
    response.end(content);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port is free');
  return {
    address: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
