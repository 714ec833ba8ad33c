import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Nothing but the app may be asked for: no updates, no background requests. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The app in a real browser against a real engine. */
export interface OpenApp {
  page: Page;
  workspace: string;
  /** What the page logged as errors. */
  errors: string[];
  close(): Promise<void>;
}

/** Starts an engine on an empty workspace and opens its page. Needs a browser; see `findBrowser`. */
export async function openApp(size = { width: 1440, height: 900 }): Promise<OpenApp> {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-renderer.ts')], { stdio: 'ignore' });
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-e2e-'));
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  const engine = spawn(
    process.execPath,
    [
      join(ROOT, 'bin', 'flowbench.mjs'),
      'serve',
      '--json',
      '--no-open',
      '--workspace',
      workspace,
      '--data-dir',
      join(folder, 'data'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { url, token } = await firstLine(engine);
  const executablePath = findBrowser();
  const browser: Browser = await chromium.launch({
    args: ARGS,
    ...(executablePath ? { executablePath } : {}),
  });
  const page = await browser.newPage({ viewport: size });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`${url}#token=${token}`);
  return {
    page,
    workspace,
    errors,
    async close() {
      await browser.close();
      const gone = new Promise((resolve) => engine.once('exit', resolve));
      engine.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function firstLine(engine: ChildProcess): Promise<{ url: string; token: string }> {
  return new Promise((resolve, reject) => {
    if (!engine.stdout) throw new Error('the engine has no output');
    createInterface(engine.stdout).once('line', (line) => resolve(JSON.parse(line)));
    engine.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)));
  });
}
