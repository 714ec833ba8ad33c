import type { NodeProps } from '@xyflow/react';
import type { DrawnNode } from './drawn.ts';

export type FaceNode = Extract<DrawnNode, { type?: 'node' | 'container' }>;

/** Whether a face looks the same: where it stands is not its own affair, so a drag does not draw it anew. */
export function sameFace(a: NodeProps<FaceNode>, b: NodeProps<FaceNode>): boolean {
  return (
    a.id === b.id &&
    a.data === b.data &&
    a.selected === b.selected &&
    a.width === b.width &&
    a.height === b.height
  );
}
