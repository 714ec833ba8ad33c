/** Edits not saved yet, kept in this browser so that they outlive a reload and an engine that is gone. */
interface Draft {
  text: string;
  /** Hash of the file the editing began from; null for a new file. */
  hash: string | null;
}

const PREFIX = 'flowbench.draft:';

/** `root` is the workspace's folder: two workspaces may have files of the same name. */
export function keepDraft(root: string, path: string, draft: Draft): void {
  try {
    localStorage.setItem(keyOf(root, path), JSON.stringify(draft));
  } catch {
    // The store is full or forbidden: the edits are still in the window and will be saved from there.
  }
}

export function dropDraft(root: string, path: string): void {
  localStorage.removeItem(keyOf(root, path));
}

export function readDraft(root: string, path: string): Draft | undefined {
  const kept = localStorage.getItem(keyOf(root, path));
  if (kept === null) return undefined;
  try {
    const draft = JSON.parse(kept) as Partial<Draft>;
    if (typeof draft.text !== 'string') return undefined;
    return { text: draft.text, hash: typeof draft.hash === 'string' ? draft.hash : null };
  } catch {
    return undefined;
  }
}

function keyOf(root: string, path: string): string {
  return `${PREFIX}${root}:${path}`;
}
