import type { FileChange } from '#contract/api';
import { engine, useConnection } from '#renderer/api';
import { checkDocument } from './check.ts';
import {
  documentAt,
  documentText,
  isDirty,
  type OpenDocument,
  takeFile,
  updateDocument,
  useDocuments,
} from './documents.ts';
import { dropDraft, keepDraft } from './drafts.ts';
import { readPins } from './pins.ts';
import { saveDocument } from './save.ts';

/** Rest after the last edit before it is saved and before it is checked, in milliseconds. */
const SAVE_AFTER = 700;
const CHECK_AFTER = 250;

/**
 * Keeps open documents safe: drafts at once, the file a moment after the last edit,
 * and again when the engine is back. Returns how to stop.
 */
export function keepSaved(root: string): () => void {
  const timers = new Map<string, ReturnType<typeof setTimeout>[]>();
  const later = (path: string) => {
    for (const timer of timers.get(path) ?? []) clearTimeout(timer);
    timers.set(path, [
      setTimeout(() => checkDocument(path).catch(() => undefined), CHECK_AFTER),
      setTimeout(() => saveDocument(root, path).then(() => again(path)), SAVE_AFTER),
    ]);
  };
  /** Edits made while a saving was under way need one of their own. */
  const again = (path: string) => {
    const document = documentAt(path);
    if (document && !document.conflict && !document.trouble && !document.saving && isDirty(document))
      later(path);
  };
  const stopEdits = useDocuments.subscribe(({ documents }, before) => {
    for (const [path, document] of Object.entries(documents)) {
      const old = before.documents[path];
      if (!old) readPins(path).catch(() => undefined);
      if (old && !edited(document, old)) continue;
      if (old && isDirty(document)) {
        keepDraft(root, path, { text: documentText(document), hash: document.saved.hash });
      } else if (old) {
        // Edited back to what is saved: an older draft must not come up after a reload.
        dropDraft(root, path);
      }
      later(path);
    }
  });
  const stopConnection = useConnection.subscribe((now, before) => {
    if (now.epoch === before.epoch) return;
    for (const path of Object.keys(useDocuments.getState().documents)) {
      later(path);
      // The engine went while they were to be read.
      if (!documentAt(path)?.savedPins) readPins(path).catch(() => undefined);
    }
  });
  return () => {
    stopEdits();
    stopConnection();
    for (const list of timers.values()) for (const timer of list) clearTimeout(timer);
  };
}

function edited(now: OpenDocument, before: OpenDocument): boolean {
  return (
    now.history?.flow !== before.history?.flow ||
    now.history?.pins !== before.history?.pins ||
    now.text !== before.text ||
    (before.conflict !== undefined && now.conflict === undefined)
  );
}

/** Takes a change on disk into the open document, or marks the conflict where both have changed. */
export async function takeOutsideChange(change: FileChange): Promise<void> {
  const document = documentAt(change.path);
  if (!document || document.saving || change.hash === document.saved.hash) return;
  if (change.hash === undefined) {
    // The file is gone: what is in the window becomes a new file when it is next saved.
    updateDocument(change.path, ({ saved }) => ({ saved: { ...saved, hash: null } }));
    return;
  }
  const file = await engine.workspace.read({ path: change.path });
  const now = documentAt(change.path);
  if (!now || now.saving || file.hash === now.saved.hash) return;
  if (isDirty(now)) updateDocument(change.path, () => ({ conflict: file }));
  else takeFile(file);
}
