export {
  type BottomTab,
  closeTab,
  compareRuns,
  type Page,
  select,
  showCredential,
  showFlow,
  showParam,
  showRun,
  useChosenNode,
  useEditor,
} from './editor.ts';
