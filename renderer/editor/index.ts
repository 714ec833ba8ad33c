export {
  type BottomTab,
  closeTab,
  compareRuns,
  type Page,
  select,
  showFlow,
  showParam,
  showRun,
  useChosenNode,
  useEditor,
} from './editor.ts';
