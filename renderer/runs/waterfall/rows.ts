import type { GraphNode, ScopeGraph } from '#contract/flow';
import type { NodeTrack, RunModel } from '../model/index.ts';

/** A line of the waterfall. */
export interface WaterfallRow {
  node: GraphNode;
  track: NodeTrack;
  depth: number;
  height: number;
}

const ROW = 26;
const LANE = 9;
const MARGIN = 8;

/** The lines of the waterfall: every node in file order, those of a container below it unless it is folded. */
export function waterfallRows(model: RunModel, folded: ReadonlySet<string>): WaterfallRow[] {
  const rows: WaterfallRow[] = [];
  const add = (scope: ScopeGraph, depth: number) => {
    for (const node of scope.nodes) {
      const track = model.nodes.get(node.id);
      // Triggers that did not start this run had no part in it.
      if (!track || (node.shape.trigger && track.steps === 0)) continue;
      rows.push({
        node,
        track,
        depth,
        height: rowHeight(node.inner || model.isTakenOver(track) ? 1 : track.lanes.count),
      });
      if (node.inner && !folded.has(node.id)) add(node.inner, depth + 1);
    }
  };
  add(model.graph.root, 0);
  return rows;
}

/** Height of the head and the axis above the rows. */
const HEAD = 53;

/** Height at which every row is in sight. */
export function waterfallHeight(model: RunModel): number {
  return waterfallRows(model, new Set()).reduce((sum, { height }) => sum + height, HEAD);
}

function rowHeight(lanes: number): number {
  return Math.max(ROW, lanes * LANE + MARGIN);
}

/** Where a lane is drawn in a row. */
export function laneBox(lane: number, lanes: number): { y: number; height: number } {
  return lanes <= 1 ? { y: 7, height: 11 } : { y: 5 + lane * LANE, height: LANE - 2 };
}
