export {
  type BottomTab,
  closeTab,
  type Page,
  select,
  showFlow,
  showParam,
  showRun,
  useChosenNode,
  useEditor,
} from './editor.ts';
