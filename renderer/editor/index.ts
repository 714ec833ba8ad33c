export {
  type BottomTab,
  closeTab,
  type Page,
  select,
  showCredential,
  showFlow,
  showParam,
  showRun,
  useChosenNode,
  useEditor,
} from './editor.ts';
