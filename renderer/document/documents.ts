import { create } from 'zustand';
import type { FlowCheck, FlowFile } from '#contract/api';
import type { Pins } from '#contract/fixtures';
import type { Flow, NodeShape, Problem } from '#contract/flow';
import { applyChange } from './apply-change.ts';
import type { FlowChange } from './change.ts';
import { changePins } from './change-pins.ts';
import { describeChange } from './describe-change.ts';
import { type History, newHistory, pushState, redo, subjectOf, undo } from './history.ts';
import { printFlow } from './print-flow.ts';
import { readFlow } from './read-flow.ts';

/** A flow file that is open in the window. */
export interface OpenDocument {
  path: string;
  /** Undefined while the text cannot be read as a flow; then `text` is edited instead. */
  history: History | undefined;
  /** The text that is edited while the file is broken. */
  text: string | undefined;
  /** The file as the engine last knew it. `hash` is null for a file not written yet. */
  saved: { text: string; hash: string | null; flow: Flow | undefined };
  trusted: boolean;
  saving: boolean;
  savedAt: number | undefined;
  /** Why the last saving did not work, in a sentence. */
  trouble: string | undefined;
  /** What stands on disk instead of what the editing began from. */
  conflict: FlowFile | undefined;
  /** The pinned outputs as they lie beside the file; undefined until they have been read. */
  savedPins: Pins | undefined;
  /** Why they cannot be read: a sentence. */
  pinTrouble: string | undefined;
  /** What is wrong with the flow as it stands. */
  problems: readonly Problem[];
  /** Ports by node id, as the engine last said. */
  shapes: Readonly<Record<string, NodeShape>>;
}

interface Documents {
  documents: Readonly<Record<string, OpenDocument>>;
}

/** The open flows. Change them with the functions of this module only. */
export const useDocuments = create<Documents>(() => ({ documents: {} }));

/** The open document at a path. */
export function documentAt(path: string): OpenDocument | undefined {
  return useDocuments.getState().documents[path];
}

/** The open flow at a path, as it stands. */
export function flowAt(path: string): Flow | undefined {
  return documentAt(path)?.history?.flow;
}

/** Subscribes to the flow of an open document. */
export function useFlow(path: string | undefined): Flow | undefined {
  return useDocuments((state) => (path === undefined ? undefined : state.documents[path]?.history?.flow));
}

/** Subscribes to an open document. */
export function useDocument(path: string | undefined): OpenDocument | undefined {
  return useDocuments((state) => (path === undefined ? undefined : state.documents[path]));
}

/** Changes an open document's record. */
export function updateDocument(
  path: string,
  update: (document: OpenDocument) => Partial<OpenDocument>,
): void {
  useDocuments.setState(({ documents }) => {
    const document = documents[path];
    return document ? { documents: { ...documents, [path]: { ...document, ...update(document) } } } : {};
  });
}

/** Opens a file; `draft` is a text with edits that were not saved. A null hash is a file not written yet. */
export function openDocument(
  file: Pick<FlowFile, 'path' | 'text' | 'problems' | 'trusted'> & { hash: string | null },
  draft?: string,
): void {
  const disk = readFlow(file.text, file.path);
  const read = draft === undefined ? disk : readFlow(draft, file.path);
  remember(disk.flow, file.text);
  if (draft !== undefined) remember(read.flow, draft);
  const history =
    disk.flow && read.flow && draft !== undefined
      ? pushState(newHistory(disk.flow), { flow: read.flow }, 'Edits not saved', undefined, 0)
      : read.flow && newHistory(read.flow);
  const document: OpenDocument = {
    path: file.path,
    history,
    text: history ? undefined : (draft ?? file.text),
    saved: { text: file.text, hash: file.hash, flow: disk.flow },
    trusted: file.trusted,
    saving: false,
    savedAt: undefined,
    trouble: undefined,
    conflict: undefined,
    savedPins: undefined,
    pinTrouble: undefined,
    problems: file.problems,
    shapes: {},
  };
  useDocuments.setState(({ documents }) => ({ documents: { ...documents, [file.path]: document } }));
}

/** Closes a document; unsaved edits must have been dealt with. */
export function closeDocument(path: string): void {
  useDocuments.setState(({ documents: { [path]: _, ...documents } }) => ({ documents }));
}

/** Carries out an edit of an open flow, under its name. */
export function edit(path: string, change: FlowChange, name?: string): void {
  updateDocument(path, ({ history }) => {
    if (!history) return {};
    const flow = applyChange(history.flow, change);
    const pins = changePins(history.pins, change, history.flow);
    const called = name ?? describeChange(history.flow, change);
    return { history: pushState(history, { flow, pins }, called, subjectOf(change), Date.now()) };
  });
}

/** Takes back the last edit; returns its name. */
export function undoEdit(path: string): string | undefined {
  const name = documentAt(path)?.history?.past.at(-1)?.name;
  updateDocument(path, ({ history }) => (history ? { history: undo(history) } : {}));
  return name;
}

/** Does the last edit taken back again; returns its name. */
export function redoEdit(path: string): string | undefined {
  const name = documentAt(path)?.history?.future.at(-1)?.name;
  updateDocument(path, ({ history }) => (history ? { history: redo(history) } : {}));
  return name;
}

/** Edits the text of a file that is broken; once it reads as a flow again, the canvas comes back. */
export function editText(path: string, text: string): void {
  const { flow, problems } = readFlow(text, path);
  remember(flow, text);
  updateDocument(path, ({ savedPins }) =>
    flow ? { history: newHistory(flow, savedPins), text: undefined, problems } : { text, problems },
  );
}

/** Takes over what stands on disk, as an edit that can be undone. */
export function takeFile(file: FlowFile): void {
  const { flow, problems } = readFlow(file.text, file.path);
  remember(flow, file.text);
  updateDocument(file.path, ({ history, savedPins }) => ({
    history: flow
      ? history
        ? pushState(history, { flow }, 'Changed outside', undefined, Date.now())
        : newHistory(flow, savedPins)
      : undefined,
    text: flow ? undefined : file.text,
    saved: { text: file.text, hash: file.hash, flow },
    trusted: file.trusted,
    conflict: undefined,
    trouble: undefined,
    problems,
  }));
}

/** Notes that what was edited is on disk now. */
export function markSaved(path: string, file: FlowFile, flow: Flow | undefined): void {
  updateDocument(path, () => ({
    saved: { text: file.text, hash: file.hash, flow },
    trusted: file.trusted,
    saving: false,
    savedAt: Date.now(),
    trouble: undefined,
    conflict: undefined,
  }));
}

/** Puts in place what the engine says of the flow as it stands. */
export function setCheck(path: string, check: FlowCheck): void {
  updateDocument(path, () => ({ problems: check.problems, shapes: check.shapes }));
}

/** Whether there are edits that the file does not have. */
export function isDirty({ history, text, saved }: OpenDocument): boolean {
  return history
    ? history.flow !== saved.flow && textOf(history.flow, saved.text) !== saved.text
    : text !== saved.text;
}

/** The text of a document as it would be saved. */
export function documentText({ history, text, saved }: OpenDocument): string {
  return history ? textOf(history.flow, saved.text) : (text ?? saved.text);
}

/** Texts of flows that were read or written: going back to one gives its very text. */
const texts = new WeakMap<Flow, string>();

function remember(flow: Flow | undefined, text: string): void {
  if (flow) texts.set(flow, text);
}

function textOf(flow: Flow, base: string): string {
  const known = texts.get(flow);
  if (known !== undefined) return known;
  const text = printFlow(flow, base === '' ? undefined : base);
  texts.set(flow, text);
  return text;
}
