import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { RunEntry } from '#contract/api';
import { ASK, TELL } from './channels.ts';
import { desktop } from './testing/desktop.ts';
import { FakeEvent } from './testing/fake-electron.ts';
import { settled } from './testing/fake-timers.ts';

const labels = (menu: { label?: string }[]) => menu.map((entry) => entry.label ?? '-');

test('start: hardened before Electron is ready, then one window on the app’s own page', async () => {
  const { electron, up } = await desktop();
  expect(electron.calls).toEqual(['sandbox', 'scheme flowbench']);
  expect(electron.windows).toHaveLength(0);
  await up();
  expect(electron.calls).toContain('protocol client flowbench');
  expect(electron.windows).toHaveLength(1);
  expect(electron.window.did).toEqual(['load flowbench://app/index.html']);
  electron.window.emit('ready-to-show');
  expect(electron.window.did).toContain('show');
  expect(electron.window.options.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
    preload: expect.stringMatching(/dist.electron.preload\.cjs$/),
  });
  expect(await electron.ask(ASK.session)).toEqual({ url: 'http://127.0.0.1:7100/', token: 'token-1' });
  expect(labels(electron.trayMenu)).toEqual(['Engine is running', '-', 'Open Flowbench', 'Quit']);
});

test('a second instance ends at once, without an engine', async () => {
  const { electron, engines, started } = await desktop((fake) => {
    fake.first = false;
  });
  expect(await started).toBeUndefined();
  expect(electron.calls).toContain('exit 0');
  expect(engines).toHaveLength(0);
});

test('the first instance comes to the front and opens what the second was asked for', async () => {
  const { electron, folder, up } = await desktop();
  await up();
  await writeFile(join(folder, 'a.flow.json'), '{}');
  electron.window.minimized = true;
  const argv = [
    'flowbench',
    '--original-process-start-time=1',
    './a.flow.json',
    'flowbench://open?run=r1',
    'x.txt',
  ];
  electron.app.emit('second-instance', {}, argv, folder);
  expect(electron.window.minimized).toBe(false);
  expect(electron.window.did).toContain('focus');
  const told = () => electron.window.webContents.sent.filter(([channel]) => channel === TELL.openRequested);
  await vi.waitFor(() => expect(told()).toHaveLength(2));
  expect(await electron.ask(ASK.takeOpenRequests)).toEqual([
    { kind: 'run', run: 'r1' },
    { kind: 'file', path: join(folder, 'a.flow.json'), name: 'a.flow.json', text: '{}' },
  ]);
  expect(await electron.ask(ASK.takeOpenRequests)).toEqual([]);
});

test('files and links that come before Electron is ready wait for the window', async () => {
  const { electron, folder, up } = await desktop(undefined, ['flowbench://open?flow=b.flow.json']);
  await writeFile(join(folder, 'early.flow.json'), '{"early":true}');
  const event = new FakeEvent();
  electron.app.emit('open-file', event, join(folder, 'early.flow.json'));
  electron.app.emit('open-url', event, 'flowbench://open?run=r7');
  electron.app.emit('open-file', event, join(folder, 'gone.flow.json'));
  expect(event.prevented).toBe(true);
  expect(electron.windows).toHaveLength(0);
  await up();
  const taken: unknown[] = [];
  await vi.waitFor(async () => {
    taken.push(...((await electron.ask(ASK.takeOpenRequests)) as unknown[]));
    expect(taken).toHaveLength(4);
  });
  expect(taken).toEqual(
    expect.arrayContaining([
      { kind: 'flow', path: 'b.flow.json' },
      { kind: 'run', run: 'r7' },
      expect.objectContaining({ kind: 'file', text: '{"early":true}' }),
      expect.objectContaining({
        kind: 'unreadable',
        reason: expect.stringContaining('gone.flow.json cannot be read'),
      }),
    ]),
  );
});

test('hostile links open nothing, whichever way they come', async () => {
  const hostile = [
    'flowbench://open?flow=../../x.flow.json',
    'flowbench://app/index.html',
    'flowbench:--inspect',
  ];
  const { electron, folder, up } = await desktop(undefined, hostile);
  await up();
  for (const link of hostile) electron.app.emit('open-url', new FakeEvent(), link);
  electron.app.emit('second-instance', {}, ['flowbench', ...hostile], folder);
  await settled();
  expect(await electron.ask(ASK.takeOpenRequests)).toEqual([]);
});

test('a checkout opens the folder its command line names and comes back to it; an installed app does not', async () => {
  const checkout = await desktop(undefined, ['--workspace=/my flows'], false);
  expect(checkout.engines[0]?.args.slice(-2)).toEqual(['--workspace', '/my flows']);
  expect(checkout.settings.get().workspace).toBe('/my flows');
  const installed = await desktop(undefined, ['--workspace=/their flows']);
  expect(installed.engines[0]?.args).not.toContain('--workspace');
});

test('an engine that crashes: the page and the tray hear of each step, and of the new session', async () => {
  const { electron, engines, timers, up } = await desktop();
  await up();
  engines[0]?.end({ code: 7, reason: 'out of luck' });
  await settled();
  const restarting = { state: 'restarting', attempt: 1, inMs: 500, reason: 'out of luck' };
  expect(electron.window.webContents.sent).toContainEqual([TELL.engineState, restarting]);
  expect(await electron.ask(ASK.engineState)).toEqual(restarting);
  expect(labels(electron.trayMenu)[0]).toBe('Engine ended, starts again (1)');
  const session = electron.ask(ASK.session);
  await timers.pass(500);
  engines[1]?.announce();
  expect(await session).toMatchObject({ token: 'token-2' });
});

test('an engine that is given up can be started from the tray and from the page', async () => {
  const { electron, engines, up } = await desktop();
  await up();
  engines[0]?.end({ code: 2, reason: 'The data directory belongs to another engine.' });
  await settled();
  expect(labels(electron.trayMenu)).toContain('Restart engine');
  await electron.ask(ASK.restartEngine);
  expect(engines).toHaveLength(2);
});

test('closing the window leaves engine and tray; the window comes back where it was', async () => {
  const { electron, engines, settings, up } = await desktop();
  await up();
  electron.window.bounds = { x: 300, y: 200, width: 1200, height: 700 };
  electron.window.close();
  expect(electron.windows).toHaveLength(0);
  expect(engines[0]?.stopped).toBe(false);
  expect(settings.get().window.bounds).toEqual({ x: 300, y: 200, width: 1200, height: 700 });
  electron.app.emit('activate');
  expect(electron.window.options).toMatchObject({ x: 300, y: 200, width: 1200, height: 700 });
  electron.window.close();
  electron.workAreas = [{ x: 0, y: 0, width: 1280, height: 180 }];
  electron.app.emit('activate');
  expect(electron.window.options).not.toHaveProperty('x');
});

test.each([
  ['loading it again', 0, 2, 1],
  ['closing it', 1, 1, 0],
])('a page that crashes is the user’s to decide: %s', async (_choice, button, loads, windows) => {
  const { electron, engines, up } = await desktop();
  await up();
  const { window } = electron;
  electron.chosen.button = button;
  window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  await settled();
  expect(window.did.filter((what) => what.startsWith('load'))).toHaveLength(loads);
  expect(electron.windows).toHaveLength(windows);
  expect(engines[0]?.stopped).toBe(false);
});

test('quitting with nothing in flight stops the engine, then goes', async () => {
  const { electron, engines, up } = await desktop();
  await up();
  electron.app.quit();
  await vi.waitFor(() => expect(electron.calls.at(-1)).toBe('exit 0'));
  expect(electron.boxes).toEqual([]);
  expect(engines[0]?.stopped).toBe(true);
  expect(electron.windows).toHaveLength(0);
});

test.each([
  ['keeping it in the background closes only the window', 0, { windows: 0, gone: false }],
  ['quitting stops the engine', 1, { windows: 0, gone: true }],
  ['cancelling leaves everything', 2, { windows: 1, gone: false }],
])('quitting with runs in flight asks: %s', async (_answer, button, { windows, gone }) => {
  const { electron, engines, engine, up } = await desktop();
  await up();
  engine.running = 2;
  electron.chosen.button = button;
  electron.app.quit();
  await vi.waitFor(() => expect(electron.boxes).toEqual(['2 runs are in flight']));
  await settled();
  await settled();
  expect(electron.windows).toHaveLength(windows);
  expect(engines[0]?.stopped).toBe(gone);
  expect(electron.calls.includes('exit 0')).toBe(gone);
});

test('unsaved changes keep the window, and the engine with it, unless the user lets them go', async () => {
  const { electron, engines, up } = await desktop();
  await up();
  electron.window.unsaved = true;
  electron.app.quit();
  await vi.waitFor(() => expect(electron.boxes).toEqual(['There are changes that are not saved']));
  expect(electron.windows).toHaveLength(1);
  expect(engines[0]?.stopped).toBe(false);
  electron.chosen.button = 1;
  electron.app.quit();
  await vi.waitFor(() => expect(electron.calls.at(-1)).toBe('exit 0'));
});

test('runs that fail are told of, window or not; a click shows the run', async () => {
  const { electron, engine, timers, up } = await desktop();
  await up();
  electron.window.close();
  const failed = { run: 'r9', flow: { name: 'Orders' }, error: 'HTTP 500', finishedAt: Date.now() + 1000 };
  engine.failed = [failed as RunEntry, { ...failed, run: 'old', finishedAt: 5 } as RunEntry];
  await timers.pass(15_000);
  await timers.pass(15_000);
  expect(electron.notifications).toMatchObject([{ title: 'Orders failed', body: 'HTTP 500' }]);
  electron.notifications[0]?.click();
  expect(electron.windows).toHaveLength(1);
  expect(await electron.ask(ASK.takeOpenRequests)).toEqual([{ kind: 'run', run: 'r9' }]);
});

test('the menu: entries for the page go to the page, another folder means another engine', async () => {
  const { electron, engines, folder, settings, up } = await desktop();
  await up();
  const entries = electron.appMenu.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []));
  const click = (label: string) => {
    const entry = entries.find((candidate) => candidate.label === label);
    if (!entry?.click) throw new Error(`There is no entry ${label}`);
    (entry.click as () => void)();
  };
  click('Save');
  expect(electron.window.webContents.sent).toContainEqual([TELL.menuCommand, 'save']);
  electron.chosen.open = [folder];
  click('Open folder of flows…');
  await vi.waitFor(() => expect(engines).toHaveLength(2));
  expect(engines[0]?.stopped).toBe(true);
  expect(engines[1]?.args.slice(-2)).toEqual(['--workspace', folder]);
  expect(settings.get().workspace).toBe(folder);
});
