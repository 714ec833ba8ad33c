import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, useReactFlow } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { memo } from 'react';
import { type NodeRun, useNodeRun } from '#renderer/run';
import { classes, formatCount } from '#renderer/ui';
import { useCanvas } from './canvas-store.ts';
import type { DrawnEdge } from './drawn-edges.ts';
import { usePath } from './path-context.ts';

type EdgeState = 'rest' | 'next' | 'delivered' | 'live' | 'dead';

/** An edge: ruled in right angles, with its port's name and what went along it. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<DrawnEdge>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const path = usePath();
  const flow = useReactFlow();
  const from = useNodeRun(path, data?.from ?? '');
  const to = useNodeRun(path, data?.to ?? '');
  const [line, labelX, labelY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 8,
    offset: data?.lane?.offset ?? 16,
    ...(data?.lane ? { centerY: data.lane.y } : {}),
  });
  // A long edge may run behind other nodes: its label stays in the gap after its source.
  const long = targetX - sourceX > 140;
  const at = long ? { x: sourceX + 34, y: sourceY } : { x: labelX, y: labelY };
  const error = data?.fromPort === 'error';
  const count = from && (from.out[data?.fromPort ?? ''] ?? 0);
  const state = edgeState(from, to, count);
  const kind = classes(
    'edge',
    `edge-${state}`,
    error && state !== 'dead' && state !== 'next' && 'edge-error',
  );
  const counted =
    state === 'delivered' || state === 'live' || state === 'dead' ? formatCount(count ?? 0) : '';
  const text = [data?.label, counted].filter(Boolean).join(' ');
  const insert = () => {
    useCanvas.setState({ adding: { screen: flow.flowToScreenPosition(at), at, edge: id, text: '' } });
  };
  return (
    <>
      <BaseEdge id={id} path={line} className={kind} markerEnd="url(#edge-arrow)" interactionWidth={16} />
      {(text !== '' || selected) && (
        <EdgeLabelRenderer>
          <div
            className={classes('edge-label', `edge-label-${state}`, error && 'edge-label-error')}
            style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
          >
            {text}
            {selected && (
              <button
                type="button"
                className="edge-insert nodrag nopan"
                aria-label="Insert a node"
                onClick={insert}
              >
                <Plus size={12} aria-hidden />
              </button>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

function edgeState(from: NodeRun | undefined, to: NodeRun | undefined, count: number | undefined): EdgeState {
  if (!from) return 'rest';
  const moving = from.state === 'running' || to?.state === 'running';
  if ((count ?? 0) > 0) return moving ? 'live' : 'delivered';
  return from.state === 'later' || from.state === 'running' || from.state === 'waiting' ? 'next' : 'dead';
}
