import { edit } from '#renderer/document';

/** Folds a container to a node, or opens it. */
export function setFolded(path: string, id: string, folded: boolean): void {
  const change = { do: 'setView', key: `fold:${id}`, value: folded || undefined } as const;
  edit(path, change, folded ? 'Fold' : 'Unfold');
}
