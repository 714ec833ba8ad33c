import { engine, sentenceOf } from '#renderer/api';
import { closeDocument, dropDraft, edit, saveDocument } from '#renderer/document';
import { closeTab } from '#renderer/editor';
import { tellFailure } from '#renderer/ui';
import { openFlow } from './open-flow.ts';
import { useWorkspace } from './workspace.ts';

/** Gives an open flow another name. */
export function renameFlow(path: string, name: string): void {
  edit(path, { do: 'setFlowField', field: 'name', value: name });
}

/** Gives a flow's file another path, and opens it there. */
export async function moveFlow(from: string, to: string): Promise<void> {
  const { root } = useWorkspace.getState();
  try {
    if (!(await saveDocument(root, from))) throw new Error('its edits cannot be saved first');
    await engine.workspace.rename({ from, to });
    forget(from);
    await openFlow(to);
  } catch (thrown) {
    tellFailure(`${from} cannot be moved to ${to}: ${sentenceOf(thrown)}`);
  }
}

/** Puts a flow's file into the workspace's trash folder. */
export async function removeFlow(path: string): Promise<void> {
  try {
    forget(path);
    await engine.workspace.remove({ path });
  } catch (thrown) {
    tellFailure(`${path} cannot be removed: ${sentenceOf(thrown)}`);
  }
}

function forget(path: string): void {
  closeTab(path);
  closeDocument(path);
  dropDraft(useWorkspace.getState().root, path);
}
