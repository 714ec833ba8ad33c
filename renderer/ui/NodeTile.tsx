import type { NodeGroup } from '#contract/node';
import { classes } from './classes.ts';
import { NodeIcon } from './NodeIcon.tsx';

interface NodeTileProps {
  group: NodeGroup;
  /** Name of a lucide icon. */
  icon: string;
  large?: boolean;
}

/** The tinted square with a node type's icon: the only place its category's colour is used. */
export function NodeTile({ group, icon, large }: NodeTileProps) {
  return (
    <span className={classes('tile', `tile-${group}`, large && 'tile-large')} aria-hidden>
      <NodeIcon name={icon} />
    </span>
  );
}
