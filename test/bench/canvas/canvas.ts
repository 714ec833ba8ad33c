import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { findBrowser, launchBrowser, startEngine } from '#test/browser';
import {
  type Frames,
  GESTURES,
  type Gesture,
  measureGesture,
  type Pane,
  paneOf,
  quantile,
  type Recorded,
} from './gestures.ts';
import { gridEdges, gridNodes } from './grid.ts';
import { measureOpening, type Opening } from './opening.ts';

const ROUNDS = 4;
const SIZE = { width: 1440, height: 900 };

/** As fast as the page can, instead of 60 frames a second: what is below a sixtieth is seen too. */
const UNLIMITED = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];

/** All that was measured of one canvas. */
interface Measured {
  openings: Opening[];
  gestures: Record<Gesture, Recorded>;
}

/** A flow of 2,000 nodes and 2,500 edges on our canvas, beside the library's plain nodes in the same browser. */
export async function benchCanvas(): Promise<object> {
  if (findBrowser() === undefined) return { skipped: 'no Chrome, Chromium or Edge was found' };
  const browser = await launchBrowser(UNLIMITED);
  const bare = await serveBare();
  const engine = await startEngine({ files: { 'large.flow.json': largeFlow() } });
  try {
    const [ours, plain] = [nothing(), nothing()];
    for (let round = 0; round < ROUNDS; round++) {
      const flowbench = await openFlowbench(browser, engine.address, ours);
      const pane = await paneOf(flowbench);
      const library = await openBare(browser, bare.address, pane, plain);
      // In turns, so that what else the machine does falls on both alike.
      for (const gesture of [...GESTURES, ...GESTURES]) {
        for (const [page, measured] of [
          [flowbench, ours],
          [library, plain],
        ] as const) {
          const { frames, work } = await measureGesture(page, pane, gesture);
          measured.gestures[gesture].frames.push(...frames);
          measured.gestures[gesture].work.push(...work);
        }
      }
      await flowbench.close();
      await library.close();
    }
    const [flowbench, library] = [summary(ours), summary(plain)];
    return {
      nodes: gridNodes().length,
      edges: gridEdges().length,
      browser: browser.version(),
      flowbench,
      bare: library,
      ratio: ratios(flowbench.gestures, library.gestures),
    };
  } finally {
    await browser.close();
    await engine.close();
    await bare.close();
  }
}

function nothing(): Measured {
  const none = (): Recorded => ({ frames: [], work: [] });
  return { openings: [], gestures: { pan: none(), zoom: none(), drag: none() } };
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

/** The flow is open already, as after a reload: the time holds reading the file, not a click. */
async function openFlowbench(browser: Browser, address: string, { openings }: Measured): Promise<Page> {
  const page = await browser.newPage({ viewport: SIZE });
  await page.addInitScript("localStorage.setItem('flowbench.tour-seen', '1')");
  await page.goto(address);
  await page.getByRole('treeitem', { name: 'large' }).click();
  await page.locator('.face').first().waitFor();
  await page.reload();
  openings.push(await measureOpening(page, '.face'));
  return page;
}

/** The bare canvas is as large as ours in the window, so that as many nodes are seen. */
async function openBare(
  browser: Browser,
  address: string,
  pane: Pane,
  { openings }: Measured,
): Promise<Page> {
  const page = await browser.newPage({ viewport: SIZE });
  await page.goto(`${address}?${new URLSearchParams(Object.entries(pane).map(([k, v]) => [k, String(v)]))}`);
  openings.push(await measureOpening(page, '.react-flow__node'));
  return page;
}

interface Summary {
  opening: Opening;
  gestures: Record<Gesture, Frames>;
}

/** The middle of the openings; quantiles over all frames. */
function summary({ openings, gestures }: Measured): Summary {
  const opening = (name: keyof Opening) =>
    quantile(
      openings.map((each) => each[name]),
      0.5,
    );
  const gesture = (name: Gesture): Frames => {
    const { frames, work } = gestures[name];
    return {
      p50: quantile(frames, 0.5),
      p95: quantile(frames, 0.95),
      workP50: quantile(work, 0.5),
      workP95: quantile(work, 0.95),
    };
  };
  return {
    opening: { firstMs: opening('firstMs'), interactiveMs: opening('interactiveMs') },
    gestures: { pan: gesture('pan'), zoom: gesture('zoom'), drag: gesture('drag') },
  };
}

function ratios(ours: Summary['gestures'], bare: Summary['gestures']): Record<Gesture, Frames> {
  const gesture = (name: Gesture): Frames => {
    const part = (figure: keyof Frames) => Math.round((ours[name][figure] / bare[name][figure]) * 100) / 100;
    return { p50: part('p50'), p95: part('p95'), workP50: part('workP50'), workP95: part('workP95') };
  };
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
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
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
