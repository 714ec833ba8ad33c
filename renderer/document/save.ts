import type { FlowFile } from '#contract/api';
import { codeOf, dataOf, engine, sentenceOf } from '#renderer/api';
import { documentAt, documentText, isDirty, markSaved, updateDocument } from './documents.ts';
import { dropDraft } from './drafts.ts';
import { savePins } from './pins.ts';

/** Saves an open document and its pinned outputs. Returns whether the files now have what the window has. */
export async function saveDocument(root: string, path: string): Promise<boolean> {
  const saved = await saveFlow(root, path);
  return (await savePins(path)) && saved;
}

/**
 * Saves the flow if it has edits. Never writes over what somebody else
 * wrote: then the document gets a `conflict`, and the user decides.
 */
async function saveFlow(root: string, path: string): Promise<boolean> {
  const document = documentAt(path);
  if (!document || document.conflict) return false;
  if (document.saving) return false;
  if (!isDirty(document) && document.saved.hash !== null) return true;
  const text = documentText(document);
  const flow = document.history?.flow;
  updateDocument(path, () => ({ saving: true }));
  try {
    const file = await engine.workspace.save({ path, text, baseHash: document.saved.hash });
    markSaved(path, file, flow);
    const now = documentAt(path);
    if (now && !isDirty(now)) dropDraft(root, path);
    return true;
  } catch (thrown) {
    const theirs = codeOf(thrown) === 'CONFLICT' ? (dataOf(thrown) as FlowFile) : undefined;
    updateDocument(path, () => ({ saving: false, conflict: theirs, trouble: sentenceOf(thrown) }));
    return false;
  }
}

/** Decides a conflict for what is in the window: it will be written over what is on disk. */
export function keepMine(path: string): void {
  updateDocument(path, ({ conflict, saved }) => ({
    conflict: undefined,
    trouble: undefined,
    saved: conflict ? { text: conflict.text, hash: conflict.hash, flow: undefined } : saved,
  }));
}
