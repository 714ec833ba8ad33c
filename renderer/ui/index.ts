import './styles.ts';

export { Button } from './Button.tsx';
export { classes } from './classes.ts';
export { Dialog } from './Dialog.tsx';
export { download, fileName } from './download.ts';
export { Field } from './Field.tsx';
export { formatBytes, formatCount, formatMs, formatTime, plural } from './format.ts';
export { IconButton } from './IconButton.tsx';
export { Menu, type MenuEntry } from './Menu.tsx';
export { NodeTile } from './NodeTile.tsx';
export { Select } from './Select.tsx';
export { StateGlyph } from './StateGlyph.tsx';
export { type NodeState, STATE_WORDS } from './states.ts';
export { type TabInfo, Tabs } from './Tabs.tsx';
export { ToastList } from './ToastList.tsx';
export { TipProvider, Tooltip } from './Tooltip.tsx';
export { isDark, useTheme } from './theme.ts';
export { type Toast, tellFailure, useToasts } from './toasts.ts';
