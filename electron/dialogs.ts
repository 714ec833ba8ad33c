import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { OpenRequest, SavedFile } from '#contract/desktop';
import type { DialogApi } from './electron-api.ts';
import { isFlowFile, readFlowFile } from './open-file.ts';

const FILTERS = [{ name: 'Flows', extensions: ['flow.json'] }];

/** Lets the user choose flow files and reads them; empty where none was chosen. */
export async function openFlowDialog(dialog: DialogApi): Promise<OpenRequest[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Open flows',
    properties: ['openFile', 'multiSelections'],
    filters: FILTERS,
  });
  return canceled ? [] : await Promise.all(filePaths.map(readFlowFile));
}

/**
 * Writes a flow where the user chooses, and nowhere else: the page gives a name
 * without folders. Rejects with the system's sentence where writing fails.
 */
export async function saveFlowDialog(
  dialog: DialogApi,
  flow: { name: string; text: string },
): Promise<SavedFile | undefined> {
  const name = basename(flow.name.replaceAll('\\', '/'));
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: 'Save a copy of the flow',
    defaultPath: isFlowFile(name) ? name : `${name}.flow.json`,
    filters: FILTERS,
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  if (canceled || filePath === '') return undefined;
  const path = isFlowFile(filePath) ? filePath : `${filePath.replace(/\.json$/i, '')}.flow.json`;
  // A name that was completed has not been confirmed by the dialog: do not write over another file.
  await writeFile(path, flow.text, { flag: path === filePath ? 'w' : 'wx' });
  return { path };
}

/** Lets the user choose the folder with their flows; undefined where they choose none. */
export async function chooseWorkspace(dialog: DialogApi): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Open a folder of flows',
    properties: ['openDirectory', 'createDirectory'],
  });
  return canceled ? undefined : filePaths[0];
}
