import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ASK, TELL } from './channels.ts';
import { createDesktopApi } from './desktop-api.ts';
import { APP_URL } from './protocol.ts';
import { desktop } from './testing/desktop.ts';

async function up() {
  const running = await desktop();
  await running.up();
  return running.electron;
}

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-ipc-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test.each([
  ['another page', { url: 'https://example.com/', parent: null }, 1],
  ['a frame in the page', { url: APP_URL, parent: {} }, 1],
  ['a frame that is gone', null, 1],
  ['another window', { url: APP_URL, parent: null }, 99],
])('%s is answered nothing', async (_who, frame, id) => {
  const electron = await up();
  for (const channel of Object.values(ASK)) {
    await expect(electron.askFrom(frame, id, channel)).rejects.toThrow('may not ask');
  }
});

test.each([
  [ASK.saveFlowDialog, { name: '', text: 'x' }],
  [ASK.saveFlowDialog, { name: 'a', text: 5 }],
  [ASK.notify, 'text'],
  [ASK.setTheme, 'pink'],
  [ASK.openExternal, ['https://example.com']],
  [ASK.session, 'more'],
])('%s with malformed input %j is refused', async (channel, input) => {
  const electron = await up();
  await expect(electron.ask(channel, input)).rejects.toThrow();
});

test('a flow is written where the user says, with its ending, over nothing unasked', async () => {
  const electron = await up();
  const folder = await temporary();
  const flow = { name: '../../etc/My flow', text: '{}' };
  expect(await electron.ask(ASK.saveFlowDialog, flow)).toBeUndefined();
  electron.chosen.save = join(folder, 'mine');
  expect(await electron.ask(ASK.saveFlowDialog, flow)).toEqual({ path: join(folder, 'mine.flow.json') });
  expect(await readFile(join(folder, 'mine.flow.json'), 'utf8')).toBe('{}');
  await expect(electron.ask(ASK.saveFlowDialog, { ...flow, text: 'new' })).rejects.toThrow('EEXIST');
  electron.chosen.save = join(folder, 'mine.flow.json');
  await electron.ask(ASK.saveFlowDialog, { ...flow, text: 'new' });
  expect(await readFile(join(folder, 'mine.flow.json'), 'utf8')).toBe('new');
});

test('chosen files come read; what is no flow comes as a sentence', async () => {
  const electron = await up();
  const folder = await temporary();
  await writeFile(join(folder, 'a.flow.json'), '{"a":1}');
  await writeFile(join(folder, 'bytes.flow.json'), new Uint8Array([0xff, 0xfe, 0x00]));
  electron.chosen.open = ['a.flow.json', 'bytes.flow.json', 'notes.txt'].map((name) => join(folder, name));
  expect(await electron.ask(ASK.openFlowDialog)).toMatchObject([
    { kind: 'file', name: 'a.flow.json', text: '{"a":1}' },
    { kind: 'unreadable', reason: expect.stringContaining('bytes.flow.json cannot be read') },
    { kind: 'unreadable', reason: expect.stringContaining('must end in .flow.json') },
  ]);
});

test('the page’s functions reach main, and the page never sees an event of Electron', async () => {
  const electron = await up();
  const listeners = new Map<string, (event: unknown, ...args: unknown[]) => void>();
  const api = createDesktopApi({
    invoke: (channel, ...args) => electron.ask(channel, ...args),
    on: (channel, listener) => listeners.set(channel, listener),
    removeListener: (channel) => listeners.delete(channel),
  });
  const opened = vi.fn();
  electron.app.emit('open-url', { preventDefault() {} }, 'flowbench://open?run=r1');
  const stop = api.onOpenFlow(opened);
  await vi.waitFor(() => expect(opened).toHaveBeenCalledExactlyOnceWith({ kind: 'run', run: 'r1' }));
  const state = vi.fn();
  api.onEngineState(state);
  await vi.waitFor(() => expect(state).toHaveBeenCalledWith({ state: 'running', pid: 1 }));
  listeners.get(TELL.engineState)?.({ sender: 'secret' }, { state: 'stopped' });
  expect(state).toHaveBeenLastCalledWith({ state: 'stopped' });
  await api.openExternal('https://example.com/');
  expect(electron.calls).toContain('external https://example.com/');
  await api.notify({ title: 'Done', body: 'Orders' });
  expect(electron.notifications).toMatchObject([{ title: 'Done', body: 'Orders' }]);
  stop();
  expect(listeners.has(TELL.openRequested)).toBe(false);
  expect(Object.keys(api)).not.toContain('invoke');
});
