import { MOST_PINNED, type Pin, type Pins, pinOf } from '#contract/fixtures';
import type { Item } from '#contract/node';
import { engine, sentenceOf } from '#renderer/api';
import { tellFailure } from '#renderer/ui';
import { documentAt, edit, updateDocument, useDocuments } from './documents.ts';
import { withPins } from './history.ts';

/** Characters of JSON that one pinned output may have: it travels with every start of a run. */
const LONGEST_PIN = 2_000_000;
const NONE: Pins = {};

/** Subscribes to the pinned outputs of an open flow. */
export function usePins(path: string | undefined): Pins {
  return useDocuments(
    ({ documents }) => (path === undefined ? undefined : documents[path]?.history?.pins) ?? NONE,
  );
}

/** Subscribes to what is pinned for one node. */
export function useNodePin(path: string, node: string): Pin | undefined {
  return useDocuments(({ documents }) => pinOf(documents[path]?.history?.pins, node));
}

/** Pins a node's output, or lets go of it; says why where that cannot be. */
export function pinEdit(path: string, node: string, pin: Pin | undefined): void {
  const trouble = documentAt(path)?.pinTrouble;
  if (trouble !== undefined) tellFailure(trouble);
  else edit(path, { do: 'pin', node, pin });
}

/** As many of the first items as may be pinned. */
export function fitPin(items: readonly Item[]): readonly Item[] {
  let left = LONGEST_PIN;
  const end = items.slice(0, MOST_PINNED).findIndex((item) => {
    left -= JSON.stringify(item).length;
    return left < 0;
  });
  return items.slice(0, end < 0 ? MOST_PINNED : end);
}

/** Reads what lies beside a flow that has been opened. */
export async function readPins(path: string): Promise<void> {
  try {
    const { pins, trouble } = await engine.workspace.fixtures({ path });
    if (documentAt(path)?.savedPins) return;
    updateDocument(path, ({ history }) => ({
      savedPins: pins,
      pinTrouble: trouble,
      ...(history ? { history: withPins(history, pins) } : {}),
    }));
  } catch (thrown) {
    updateDocument(path, () => ({ pinTrouble: `The pinned outputs cannot be read: ${sentenceOf(thrown)}` }));
  }
}

/** Writes what has been pinned and let go of. Returns whether the file has what the window has. */
export async function savePins(path: string): Promise<boolean> {
  const document = documentAt(path);
  const saved = document?.savedPins;
  const pins = document?.history?.pins;
  if (!saved || !pins || pins === saved) return true;
  const ids = new Set([...Object.keys(saved), ...Object.keys(pins)]);
  const changed = [...ids].filter((id) => pinOf(pins, id) !== pinOf(saved, id));
  try {
    if (changed.length > 0) {
      const changes = Object.fromEntries(changed.map((id) => [id, pinOf(pins, id) ?? null]));
      await engine.workspace.pin({ path, changes });
    }
    updateDocument(path, () => ({ savedPins: pins }));
    return true;
  } catch (thrown) {
    tellFailure(`What was pinned cannot be saved: ${sentenceOf(thrown)}`);
    return false;
  }
}
