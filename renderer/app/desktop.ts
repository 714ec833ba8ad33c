import type { DesktopApi, MenuCommand, OpenRequest } from '#contract/desktop';
import { sentenceOf, whenOpen } from '#renderer/api';
import { useCanvas } from '#renderer/canvas';
import { documentAt, documentText, redoEdit, saveDocument, undoEdit } from '#renderer/document';
import { showRun, useEditor } from '#renderer/editor';
import { importText } from '#renderer/exchange';
import { startRun } from '#renderer/run';
import { tellFailure, useTheme, useToasts } from '#renderer/ui';
import { newFlow, openFlow, useWorkspace, workspaceLoaded } from '#renderer/workspace';
import { useCommands } from './commands-store.ts';
import { useEngineState } from './engine-state.ts';

/** Joins the page to the desktop window around it: its engine, its menu, what it is asked to open, its theme. */
export function startDesktop(desktop: DesktopApi): void {
  desktop.onEngineState((engine) => useEngineState.setState({ engine }));
  desktop.onOpenFlow((request) => {
    openRequest(request).catch((thrown) => tellFailure(`It cannot be opened: ${sentenceOf(thrown)}`));
  });
  desktop.onMenuCommand((command) => {
    carryOut(command, desktop).catch((thrown) => tellFailure(sentenceOf(thrown)));
  });
  const tellTheme = () => desktop.setTheme(useTheme.getState().theme).catch(() => undefined);
  tellTheme();
  useTheme.subscribe(tellTheme);
}

/** Shows what the window was asked to open; nothing is run by it. */
export async function openRequest(request: OpenRequest): Promise<void> {
  if (request.kind === 'unreadable') return tellFailure(request.reason);
  if (request.kind === 'run') return showRun(request.run);
  await whenOpen();
  await workspaceLoaded();
  if (request.kind === 'flow') return await openFlow(request.path);
  await importText(request.name, request.text);
}

async function carryOut(command: MenuCommand, desktop: DesktopApi): Promise<void> {
  const { active: path } = useEditor.getState();
  switch (command) {
    case 'new-flow':
      await newFlow();
      return;
    case 'command-palette':
      return useCommands.getState().show(true);
    case 'toggle-theme':
      return useTheme.getState().toggle();
  }
  // The others are about the flow in front.
  if (path === undefined) return;
  switch (command) {
    case 'save':
      await saveDocument(useWorkspace.getState().root, path);
      return;
    case 'save-copy':
      return await saveCopy(path, desktop);
    case 'undo':
      undoEdit(path);
      return;
    case 'redo':
      redoEdit(path);
      return;
    case 'find':
      useCanvas.setState({ finding: true });
      return;
    case 'run':
      await startRun(path);
  }
}

async function saveCopy(path: string, desktop: DesktopApi): Promise<void> {
  const document = documentAt(path);
  if (!document) return;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const saved = await desktop.saveFlowDialog({ name, text: documentText(document) });
  if (saved) useToasts.getState().show({ state: 'done', text: `A copy is in ${saved.path}` });
}
