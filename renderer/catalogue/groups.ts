import type { NodeGroup } from '#contract/node';

/** The groups of node types in the order of the palette, with their names and icons. */
export const GROUPS: readonly { id: NodeGroup; title: string; icon: string }[] = [
  { id: 'trigger', title: 'Triggers', icon: 'zap' },
  { id: 'control', title: 'Control', icon: 'split' },
  { id: 'data', title: 'Data', icon: 'table-properties' },
  { id: 'files', title: 'Files', icon: 'file-text' },
  { id: 'connect', title: 'Connect', icon: 'globe' },
  { id: 'apps', title: 'Apps', icon: 'plug' },
];
