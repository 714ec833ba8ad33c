import { codeOf, engine, sentenceOf } from '#renderer/api';
import { documentAt, dropDraft, openDocument, readDraft, updateDocument } from '#renderer/document';
import { closeTab, showFlow, useEditor } from '#renderer/editor';
import { tellFailure } from '#renderer/ui';
import { useWorkspace } from './workspace.ts';

/** Opens a flow file in a tab, with the edits that were not saved, and brings it to the front. */
export async function openFlow(path: string): Promise<void> {
  showFlow(path);
  await loadFlow(path);
}

const loading = new Map<string, Promise<void>>();

/** Reads the file of an open tab; asked twice at once, it reads once. */
export function loadFlow(path: string): Promise<void> {
  if (documentAt(path)) return Promise.resolve();
  const known = loading.get(path) ?? readFile(path).finally(() => loading.delete(path));
  loading.set(path, known);
  return known;
}

async function readFile(path: string): Promise<void> {
  const { root } = useWorkspace.getState();
  const draft = readDraft(root, path);
  try {
    const file = await engine.workspace.read({ path });
    if (documentAt(path)) return;
    if (!draft || draft.text === file.text) {
      if (draft) dropDraft(root, path);
      openDocument(file);
      return;
    }
    openDocument(file, draft.text);
    if (draft.hash !== file.hash) updateDocument(path, () => ({ conflict: file }));
  } catch (thrown) {
    if (codeOf(thrown) === 'NOT_FOUND' && draft) {
      openDocument({ path, text: '', hash: null, problems: [], trusted: true }, draft.text);
      return;
    }
    closeTab(path);
    tellFailure(`${path} cannot be opened: ${sentenceOf(thrown)}`);
  }
}

/** Makes an empty flow and opens it: a file of its own in the workspace. */
export async function newFlow(): Promise<string> {
  const { path, number } = freePath('untitled');
  const name = number === 1 ? 'Untitled flow' : `Untitled flow ${number}`;
  const text = `${JSON.stringify({ flowbench: 1, id: freshFlowId(), name, nodes: {}, edges: [] }, null, 2)}\n`;
  try {
    openDocument(await engine.workspace.save({ path, text, baseHash: null }));
    showFlow(path);
  } catch (thrown) {
    tellFailure(`The flow cannot be made: ${sentenceOf(thrown)}`);
  }
  return path;
}

/** A path in the workspace's folder that no flow has yet: `orders`, else `orders-2`, … */
function freePath(base: string): { path: string; number: number } {
  const { flows } = useWorkspace.getState();
  const taken = new Set([...flows.map((flow) => flow.path), ...useEditor.getState().tabs]);
  let number = 1;
  const pathOf = () => (number === 1 ? `${base}.flow.json` : `${base}-${number}.flow.json`);
  while (taken.has(pathOf())) number++;
  return { path: pathOf(), number };
}

/** An identity that no other flow has. */
export function freshFlowId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `flw_${Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')}`;
}
