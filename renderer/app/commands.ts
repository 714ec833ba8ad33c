import { activateFlow, deactivateFlow, isActive, showOverview } from '#renderer/activation';
import { layOutFlow, savePicture, useCanvas } from '#renderer/canvas';
import { addCredential, askAboutSlots } from '#renderer/connections';
import { redoEdit, undoEdit } from '#renderer/document';
import { useEditor } from '#renderer/editor';
import { chooseFiles, exportFlow } from '#renderer/exchange';
import { PALETTE_SEARCH } from '#renderer/palette';
import { startRun, stopRun } from '#renderer/run';
import { useTheme } from '#renderer/ui';
import { newFlow, useWorkspace } from '#renderer/workspace';
import { useCommands } from './commands-store.ts';
import { packFlows } from './FilesMenu.tsx';
import { askAboutFlow } from './flow-question.ts';
import { useTour } from './tour-steps.ts';

/** Something the window can do, by name, from the command palette or by keys. */
export interface Command {
  name: string;
  keys?: readonly string[];
  /** Its keys on the canvas, which looks after them itself. */
  canvasKeys?: string;
  /** Also while a field has the focus. */
  always?: boolean;
  /** Only while a flow is in front. */
  onFlow?: boolean;
  run(path: string): void;
}

/** Every command of the window as a whole; the canvas has its own. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'Run the flow',
    keys: ['F5', 'Mod+Enter'],
    always: true,
    onFlow: true,
    run: (path) => startRun(path),
  },
  { name: 'Stop the run', keys: ['Shift+F5'], always: true, onFlow: true, run: (path) => stopRun(path) },
  {
    name: 'Activate or deactivate the flow',
    onFlow: true,
    run: (path) => (isActive(path) ? deactivateFlow(path) : activateFlow(useWorkspace.getState().root, path)),
  },
  {
    name: 'Activate the flow again, as it is now',
    onFlow: true,
    run: (path) => activateFlow(useWorkspace.getState().root, path),
  },
  { name: 'Show active flows and their triggers', run: showOverview },
  { name: 'Undo', keys: ['Mod+Z'], onFlow: true, run: (path) => undoEdit(path) },
  { name: 'Redo', keys: ['Mod+Shift+Z', 'Mod+Y'], onFlow: true, run: (path) => redoEdit(path) },
  {
    name: 'Lay out the flow',
    canvasKeys: 'Mod+Shift+L',
    onFlow: true,
    run: (path) => layOutFlow(path),
  },
  {
    name: 'Show the whole flow',
    canvasKeys: 'Mod+0',
    onFlow: true,
    run: () => useCanvas.getState().view?.fit(),
  },
  {
    name: 'Find in the flow',
    canvasKeys: 'Mod+F',
    onFlow: true,
    run: () => useCanvas.setState({ finding: true }),
  },
  {
    name: 'Show or hide the outline',
    canvasKeys: 'Alt+O',
    onFlow: true,
    run: () => useCanvas.setState(({ outline }) => ({ outline: !outline })),
  },
  { name: 'New flow', run: () => newFlow() },
  { name: 'Import flows…', run: chooseFiles },
  { name: 'Export the flow…', onFlow: true, run: (path) => exportFlow(path) },
  { name: 'Export flows as a pack…', run: (path) => packFlows(path) },
  { name: 'Export a picture (PNG)', onFlow: true, run: (path) => savePicture(path, 'png') },
  { name: 'Export a picture (SVG)', onFlow: true, run: (path) => savePicture(path, 'svg') },
  { name: 'Rename the flow', onFlow: true, run: (path) => askAboutFlow('rename', path) },
  { name: 'Remove the flow', onFlow: true, run: (path) => askAboutFlow('remove', path) },
  {
    name: 'Search or command',
    keys: ['Mod+K'],
    always: true,
    run: () => useCommands.getState().show(true),
  },
  { name: 'Find a node', keys: ['/'], run: () => document.getElementById(PALETTE_SEARCH)?.focus() },
  { name: 'Show flows', run: () => useEditor.setState({ page: 'flows' }) },
  { name: 'Show runs', run: () => useEditor.setState({ page: 'runs' }) },
  { name: 'Show events', run: () => useEditor.setState({ page: 'events' }) },
  {
    name: 'Show connections',
    keys: ['Mod+Shift+K'],
    always: true,
    run: () => useEditor.setState({ page: 'connections' }),
  },
  { name: 'Add a credential…', run: () => addCredential() },
  { name: 'Bind the connection slots…', onFlow: true, run: (path) => askAboutSlots(path) },
  {
    name: 'Show or hide the bottom panel',
    keys: ['Mod+J'],
    always: true,
    run: () => useEditor.setState(({ bottomOpen }) => ({ bottomOpen: !bottomOpen })),
  },
  {
    name: 'Show or hide the inspector',
    keys: ['Mod+I'],
    always: true,
    run: () => useEditor.setState(({ inspectorOpen }) => ({ inspectorOpen: !inspectorOpen })),
  },
  {
    name: 'Show problems',
    run: () => useEditor.setState({ page: 'flows', bottomOpen: true, bottomTab: 'problems' }),
  },
  {
    name: 'Show the log',
    run: () => useEditor.setState({ page: 'flows', bottomOpen: true, bottomTab: 'log' }),
  },
  { name: 'Switch light and dark', run: () => useTheme.getState().toggle() },
  { name: 'Show the tour', run: () => useTour.getState().start() },
  { name: 'List of keys', keys: ['?'], run: () => useCommands.getState().showKeys(true) },
];
