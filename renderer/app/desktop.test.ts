import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DesktopApi, EngineState, MenuCommand, OpenRequest } from '#contract/desktop';
import { useCanvas } from '#renderer/canvas';
import { documentAt, edit, openDocument } from '#renderer/document';
import { showFlow, useEditor } from '#renderer/editor';
import { useTheme, useToasts } from '#renderer/ui';
import { useCommands } from './commands-store.ts';
import { startDesktop } from './desktop.ts';
import { useEngineState } from './engine-state.ts';

const PATH = 'a.flow.json';
const TEXT = JSON.stringify({ flowbench: 1, id: 'flw_a', name: 'A', nodes: {}, edges: [] });

/** The desktop window, as its page sees it. */
function fakeDesktop() {
  const told: { engine?: (state: EngineState) => void; open?: (request: OpenRequest) => void } = {};
  let command: (name: MenuCommand) => void = () => {};
  const copies: { name: string; text: string }[] = [];
  const themes: string[] = [];
  const desktop: DesktopApi = {
    session: async () => ({ url: 'http://127.0.0.1:1/', token: 't' }),
    onEngineState(listener) {
      told.engine = listener;
      return () => {};
    },
    restartEngine: async () => {},
    openFlowDialog: async () => [],
    async saveFlowDialog(flow) {
      copies.push(flow);
      return { path: '/home/copy.flow.json' };
    },
    onOpenFlow(listener) {
      told.open = listener;
      return () => {};
    },
    onMenuCommand(listener) {
      command = listener;
      return () => {};
    },
    notify: async () => {},
    openExternal: async () => {},
    async setTheme(theme) {
      themes.push(theme);
    },
  };
  return { desktop, told, choose: (name: MenuCommand) => command(name), copies, themes };
}

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
});
afterEach(() => vi.unstubAllGlobals());

test('the page follows the engine, and the window the theme of the page', () => {
  const { desktop, told, themes } = fakeDesktop();
  startDesktop(desktop);
  told.engine?.({ state: 'failed', reason: 'no' });
  expect(useEngineState.getState().engine).toEqual({ state: 'failed', reason: 'no' });
  useTheme.getState().set('dark');
  expect(themes).toEqual(['system', 'dark']);
});

test('runs that are opened are shown, and what cannot be read is told', async () => {
  const { desktop, told } = fakeDesktop();
  startDesktop(desktop);
  told.open?.({ kind: 'run', run: 'r7' });
  expect(useEditor.getState()).toMatchObject({ page: 'runs', run: 'r7' });
  told.open?.({ kind: 'unreadable', path: '/x', reason: 'x.flow.json is not a file.' });
  expect(useToasts.getState().toasts.map(({ text }) => text)).toContain('x.flow.json is not a file.');
});

test('entries of the menu do what their keys do', async () => {
  const { desktop, choose, copies } = fakeDesktop();
  startDesktop(desktop);
  choose('command-palette');
  expect(useCommands.getState().open).toBe(true);
  // Without a flow in front there is nothing to find, run or save.
  useEditor.setState({ active: undefined });
  choose('find');
  expect(useCanvas.getState().finding).toBe(false);

  openDocument({ path: PATH, text: TEXT, hash: 'h', problems: [], trusted: true });
  showFlow(PATH);
  edit(PATH, { do: 'setFlowField', field: 'name', value: 'B' });
  const name = () => documentAt(PATH)?.history?.flow.name;
  choose('undo');
  expect(name()).toBe('A');
  choose('redo');
  expect(name()).toBe('B');
  choose('find');
  expect(useCanvas.getState().finding).toBe(true);
  choose('save-copy');
  await vi.waitFor(() =>
    expect(useToasts.getState().toasts.at(-1)?.text).toBe('A copy is in /home/copy.flow.json'),
  );
  expect(copies).toMatchObject([{ name: PATH, text: expect.stringContaining('"B"') }]);
});
