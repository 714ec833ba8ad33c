export { applyChange } from './apply-change.ts';
export type { FlowChange, Fragment, NodeField, NoteView, Place } from './change.ts';
export { checkDocument } from './check.ts';
export {
  closeDocument,
  documentAt,
  documentText,
  edit,
  editText,
  flowAt,
  isDirty,
  type OpenDocument,
  openDocument,
  redoEdit,
  takeFile,
  undoEdit,
  updateDocument,
  useDocument,
  useDocuments,
  useFlow,
} from './documents.ts';
export { dropDraft, readDraft } from './drafts.ts';
export { forgetSecret } from './forget-secret.ts';
export { fragmentOf, fragmentText, freshFragment, freshId, freshName, readFragment } from './fresh.ts';
export type { History } from './history.ts';
export { keepSaved, takeOutsideChange } from './keep-saved.ts';
export { fitPin, pinEdit, useNodePin, usePins } from './pins.ts';
export { printFlow } from './print-flow.ts';
export { problemText } from './problem-text.ts';
export { useProblems } from './problems.ts';
export { keepMine, saveDocument } from './save.ts';
export { emptiedPath, getPath, setPath } from './set-path.ts';
export { childrenOf, containersOf, nameOf, staysInScope, withInsides } from './structure.ts';
