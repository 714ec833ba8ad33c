export {
  type BottomTab,
  closeTab,
  compareRuns,
  type Page,
  select,
  showCredential,
  showEvent,
  showFlow,
  showParam,
  showRun,
  useChosenNode,
  useEditor,
} from './editor.ts';
