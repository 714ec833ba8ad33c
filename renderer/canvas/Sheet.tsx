import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type NodeMouseHandler,
  type OnConnectEnd,
  type OnNodeDrag,
  ReactFlow,
  type ReactFlowInstance,
  type ReactFlowProps,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react';
import { useMemo, useState } from 'react';
import { showParam } from '#renderer/editor';
import { connectPorts, mayConnect, reconnect } from './actions/connect.ts';
import { containerAt, dropNodes } from './actions/containers.ts';
import { ContainerFace } from './ContainerFace.tsx';
import { useCanvas } from './canvas-store.ts';
import type { DrawnNode } from './drawn.ts';
import type { DrawnEdge } from './drawn-edges.ts';
import { FlowEdge } from './FlowEdge.tsx';
import { FIT, GRID, type Point } from './geometry.ts';
import { MiniMap } from './MiniMap.tsx';
import { NodeFace } from './NodeFace.tsx';
import { NoteFace } from './NoteFace.tsx';
import { useDrawn } from './use-drawn.ts';
import { type Model, modelNow } from './use-model.ts';

const NODE_TYPES = { node: NodeFace, container: ContainerFace, note: NoteFace };
const EDGE_TYPES = { flow: FlowEdge };
const SNAP: [number, number] = [GRID, GRID];
const PRO = { hideAttribution: true };
/** From here on only what is in view is kept in the page. */
const MANY = 400;

/**
 * The part of the canvas that moves with the pointer. It is drawn anew with every step of
 * a drag, so nothing else is in it, and what the library is given stays the same object:
 * each new one would wake all that it has drawn.
 */
export function Sheet({ path, model }: { path: string; model: Model }) {
  const flow = useReactFlow<DrawnNode, DrawnEdge>();
  const drawn = useDrawn(model);
  const answers = useMemo(() => answersOf(path, flow), [path, flow]);
  const many = drawn.nodes.length > MANY;
  const [start] = useState(() =>
    many ? { defaultViewport: startViewport(drawn.nodes) } : { fitView: true, fitViewOptions: FIT },
  );
  return (
    <ReactFlow
      {...drawn}
      {...answers}
      {...start}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      connectionLineType={ConnectionLineType.SmoothStep}
      selectionMode={SelectionMode.Partial}
      panOnScroll
      zoomOnDoubleClick={false}
      deleteKeyCode={null}
      disableKeyboardA11y
      onlyRenderVisibleElements={many}
      snapToGrid
      snapGrid={SNAP}
      minZoom={0.05}
      maxZoom={2}
      proOptions={PRO}
    >
      <Background id="dots" variant={BackgroundVariant.Dots} gap={16} size={1.6} />
      <MiniMap />
    </ReactFlow>
  );
}

type Answers = Pick<
  ReactFlowProps<DrawnNode, DrawnEdge>,
  | 'onNodeDrag'
  | 'onNodeDragStop'
  | 'onNodeDoubleClick'
  | 'onConnect'
  | 'onConnectEnd'
  | 'onReconnect'
  | 'isValidConnection'
>;

/** What the canvas does about drags, double clicks and connections. */
function answersOf(path: string, flow: ReactFlowInstance<DrawnNode, DrawnEdge>): Answers {
  const onNodeDrag: OnNodeDrag<DrawnNode> = (event, _, dragged) =>
    markTarget(path, flow.screenToFlowPosition(pointOf(event)), dragged);
  const onNodeDragStop: OnNodeDrag<DrawnNode> = (event, _, dragged) => {
    useCanvas.setState({ dropTarget: undefined });
    const places = dragged.map(({ id }) => ({
      id,
      ...(flow.getInternalNode(id)?.internals.positionAbsolute ?? { x: 0, y: 0 }),
    }));
    dropNodes(path, places, flow.screenToFlowPosition(pointOf(event)));
  };
  const onNodeDoubleClick: NodeMouseHandler<DrawnNode> = (event, node) => {
    if (event.target instanceof Element && event.target.closest('b, input, .note')) return;
    showParam(node.id);
  };
  const onConnectEnd: OnConnectEnd = (event, state) => {
    if (state.isValid || !state.fromHandle || !state.fromNode || state.toHandle) return;
    const screen = pointOf(event);
    const end = { node: state.fromNode.id, port: state.fromHandle.id ?? '' };
    const join = state.fromHandle.type === 'source' ? { from: end } : { to: end };
    useCanvas.setState({ adding: { screen, at: flow.screenToFlowPosition(screen), ...join, text: '' } });
  };
  return {
    onNodeDrag,
    onNodeDragStop,
    onNodeDoubleClick,
    onConnectEnd,
    onConnect: (ends) => connectPorts(path, ends),
    onReconnect: (old, ends) => reconnect(path, old.id, ends),
    isValidConnection: ({ sourceHandle = null, targetHandle = null, ...ends }) =>
      mayConnect(path, { ...ends, sourceHandle, targetHandle }),
  };
}

/** A flow too large to be read as a whole opens at its upper left corner. */
function startViewport(nodes: readonly DrawnNode[]) {
  let [left, top] = [Infinity, Infinity];
  for (const { parentId, position } of nodes) {
    if (parentId !== undefined) continue;
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
  }
  const zoom = 0.7;
  return { x: 36 - left * zoom, y: 36 - top * zoom, zoom };
}

function pointOf(event: MouseEvent | TouchEvent | React.MouseEvent): Point {
  const { clientX: x, clientY: y } = 'changedTouches' in event ? (event.changedTouches[0] as Touch) : event;
  return { x, y };
}

/** Marks the container that what is dragged would fall into. */
function markTarget(path: string, point: Point, dragged: readonly { id: string }[]): void {
  const model = modelNow(path);
  if (!model) return;
  const target = containerAt(model, point, new Set(dragged.map(({ id }) => id)));
  if (useCanvas.getState().dropTarget !== target) useCanvas.setState({ dropTarget: target });
}
