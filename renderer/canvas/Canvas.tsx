import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  type OnConnectEnd,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type DragEvent, useCallback, useEffect, useMemo, useState } from 'react';
import { useCatalogue } from '#renderer/catalogue';
import { withInsides } from '#renderer/document';
import { select, showParam, useEditor } from '#renderer/editor';
import { NODE_DRAG_TYPE } from '#renderer/palette';
import { addNode } from './actions/add-node.ts';
import { connectPorts, mayConnect, reconnect } from './actions/connect.ts';
import { containerAt, dropNodes } from './actions/containers.ts';
import { ContainerFace } from './ContainerFace.tsx';
import { useCanvas } from './canvas-store.ts';
import { type DrawnEdge, type DrawnNode, drawnEdges, drawnNodes } from './drawn.ts';
import { FindBar } from './FindBar.tsx';
import { FlowEdge } from './FlowEdge.tsx';
import { FIT } from './geometry.ts';
import { NodeFace } from './NodeFace.tsx';
import { NoteFace } from './NoteFace.tsx';
import { Outline } from './Outline.tsx';
import { PathContext } from './path-context.ts';
import { QuickAdd } from './QuickAdd.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useCanvasKeys } from './use-canvas-keys.ts';
import { type Model, modelNow, useModel } from './use-model.ts';
import '@xyflow/react/dist/base.css';
import './canvas.css';
import './faces.css';

const NODE_TYPES = { node: NodeFace, container: ContainerFace, note: NoteFace };
const EDGE_TYPES = { flow: FlowEdge };
/** From here on only what is in view is kept in the page. */
const MANY = 400;

/** A flow, drawn: to look at, to edit, to watch. */
export function Canvas({ path }: { path: string }) {
  return (
    <PathContext value={path}>
      <ReactFlowProvider key={path}>
        <Drawing path={path} />
      </ReactFlowProvider>
    </PathContext>
  );
}

function Drawing({ path }: { path: string }) {
  const model = useModel(path);
  return model ? <Board path={path} model={model} /> : null;
}

function Board({ path, model }: { path: string; model: Model }) {
  const flow = useReactFlow();
  const { nodes, edges, onNodesChange } = useDrawn(model);
  const show = useShow();
  const many = nodes.length > MANY;
  useCanvasKeys(path, show);
  useEffect(() => {
    const view = { fit: () => void flow.fitView(FIT), show };
    useCanvas.setState({ view });
    // A canvas that takes this one's place may be there already.
    return () => useCanvas.setState((now) => (now.view === view ? { view: undefined } : {}));
  }, [flow, show]);
  const connectEnd: OnConnectEnd = useCallback(
    (event, state) => {
      if (state.isValid || !state.fromHandle || !state.fromNode || state.toHandle) return;
      const { clientX: x, clientY: y } =
        'changedTouches' in event ? (event.changedTouches[0] as Touch) : event;
      const end = { node: state.fromNode.id, port: state.fromHandle.id ?? '' };
      const join = state.fromHandle.type === 'source' ? { from: end } : { to: end };
      useCanvas.setState({
        adding: { screen: { x, y }, at: flow.screenToFlowPosition({ x, y }), ...join, text: '' },
      });
    },
    [flow],
  );
  const drop = (event: DragEvent) => {
    const type = useCatalogue.getState().byType.get(event.dataTransfer.getData(NODE_DRAG_TYPE));
    if (!type) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const edge = edgeUnder(event.clientX, event.clientY);
    addNode(path, type, { at, ...(edge === undefined ? {} : { edge }) });
  };
  const dragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(NODE_DRAG_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas takes the keys that draw
    <section className="canvas" aria-label="Canvas" tabIndex={0} onDrop={drop} onDragOver={dragOver}>
      <Zoomed />
      <ArrowHead />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={chooseEdges}
        onNodeDrag={(event, _, dragged) =>
          markTarget(path, flow.screenToFlowPosition(pointOf(event)), dragged)
        }
        onNodeDragStop={(event, _, dragged) => {
          useCanvas.setState({ dropTarget: undefined });
          const places = dragged.map(({ id }) => ({ id, ...absolute(flow, id) }));
          dropNodes(path, places, flow.screenToFlowPosition(pointOf(event)));
        }}
        onNodeDoubleClick={(event, node) => {
          if (event.target instanceof Element && event.target.closest('b, input, .note')) return;
          showParam(node.id);
        }}
        onConnect={(ends) => connectPorts(path, ends)}
        onConnectEnd={connectEnd}
        onReconnect={(old, ends) => reconnect(path, old.id, ends)}
        isValidConnection={(ends) =>
          mayConnect(path, {
            ...ends,
            sourceHandle: ends.sourceHandle ?? null,
            targetHandle: ends.targetHandle ?? null,
          })
        }
        connectionLineType={ConnectionLineType.SmoothStep}
        selectionMode={SelectionMode.Partial}
        panOnScroll
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        disableKeyboardA11y
        onlyRenderVisibleElements={many}
        snapToGrid
        snapGrid={[8, 8]}
        minZoom={0.05}
        maxZoom={2}
        {...(many ? { defaultViewport: startViewport(nodes) } : { fitView: true, fitViewOptions: FIT })}
        proOptions={{ hideAttribution: true }}
      >
        <Background id="dots" variant={BackgroundVariant.Dots} gap={16} size={1.6} />
        <MiniMap
          className="mini"
          position="bottom-right"
          pannable
          zoomable
          ariaLabel="Map of the flow"
          nodeBorderRadius={8}
          style={{ width: 128, height: 76 }}
        />
      </ReactFlow>
      <Toolbar />
      <FindBar model={model} onShow={show} />
      <Outline model={model} onShow={show} />
      <QuickAdd path={path} />
    </section>
  );
}

/** Nodes and edges for the library: from the flow, and while dragging from the pointer. */
function useDrawn(model: Model) {
  const selected = useEditor((state) => state.selected);
  const selectedEdges = useEditor((state) => state.selectedEdges);
  const [nodes, setNodes] = useState<DrawnNode[]>(() => drawnNodes(model, [], new Set(selected)));
  useEffect(() => {
    setNodes((before) => drawnNodes(model, before, new Set(selected)));
  }, [model, selected]);
  const edges: DrawnEdge[] = useMemo(() => drawnEdges(model, new Set(selectedEdges)), [model, selectedEdges]);
  const onNodesChange = useCallback((changes: NodeChange<DrawnNode>[]) => {
    chooseNodes(changes);
    // What is chosen and what is there follow from the stores; the library tells of drags and sizes.
    const own = changes.filter((change) => change.type === 'position' || change.type === 'dimensions');
    if (own.length > 0) setNodes((before) => applyNodeChanges(own, before));
  }, []);
  return { nodes, edges, onNodesChange };
}

/** Takes clicks and marquees over into the choice. */
function chooseNodes(changes: readonly NodeChange<DrawnNode>[]): void {
  const { selected, selectedEdges } = useEditor.getState();
  select(chosenAfter(selected, changes), selectedEdges);
}

function chooseEdges(changes: readonly EdgeChange<DrawnEdge>[]): void {
  const { selected, selectedEdges } = useEditor.getState();
  select(selected, chosenAfter(selectedEdges, changes));
}

function chosenAfter(
  chosen: readonly string[],
  changes: readonly (NodeChange<DrawnNode> | EdgeChange<DrawnEdge>)[],
) {
  const next = new Set(chosen);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return [...next];
}

/** A flow too large to be read as a whole opens at its upper left corner. */
function startViewport(nodes: readonly DrawnNode[]) {
  const outer = nodes.filter((node) => node.parentId === undefined);
  const [left, top] = [
    Math.min(...outer.map(({ position }) => position.x)),
    Math.min(...outer.map(({ position }) => position.y)),
  ];
  const zoom = 0.7;
  return { x: 36 - left * zoom, y: 36 - top * zoom, zoom };
}

/** Brings a node into view, if it is not, without changing the zoom. */
function useShow(): (id: string) => void {
  const flow = useReactFlow();
  return useCallback(
    (id) => {
      const face = flow.getInternalNode(id);
      if (!face) return;
      const { x, y } = face.internals.positionAbsolute;
      const { width = 0, height = 0 } = face;
      const box = document.querySelector('.canvas')?.getBoundingClientRect();
      const corner = flow.flowToScreenPosition({ x, y });
      const far = flow.flowToScreenPosition({ x: x + width, y: y + height });
      if (!box || (corner.x >= box.left && corner.y >= box.top && far.x <= box.right && far.y <= box.bottom))
        return;
      flow.setCenter(x + width / 2, y + height / 2, { zoom: Math.max(flow.getZoom(), 0.6) });
    },
    [flow],
  );
}

/** Tells the styles how far away the flow is: nodes simplify without being drawn anew. */
function Zoomed() {
  const level = useStore(({ transform: [, , zoom] }) => (zoom < 0.2 ? 'bar' : zoom < 0.5 ? 'far' : 'near'));
  useEffect(() => {
    document.querySelector('.canvas')?.setAttribute('data-zoom', level);
  }, [level]);
  return null;
}

function ArrowHead() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        <marker
          id="edge-arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M1 .8 7 4 1 7.2z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  );
}

function pointOf(event: MouseEvent | TouchEvent | React.MouseEvent): { x: number; y: number } {
  const { clientX: x, clientY: y } = 'changedTouches' in event ? (event.changedTouches[0] as Touch) : event;
  return { x, y };
}

function absolute(flow: ReturnType<typeof useReactFlow>, id: string): { x: number; y: number } {
  return flow.getInternalNode(id)?.internals.positionAbsolute ?? { x: 0, y: 0 };
}

function markTarget(path: string, point: { x: number; y: number }, dragged: readonly { id: string }[]): void {
  const model = modelNow(path);
  if (!model) return;
  const own = withInsides(
    model.flow,
    dragged.map(({ id }) => id).filter((id) => model.flow.nodes[id]),
  );
  const target = containerAt(model, point, own);
  if (useCanvas.getState().dropTarget !== target) useCanvas.setState({ dropTarget: target });
}

function edgeUnder(x: number, y: number): string | undefined {
  const hit = document.elementsFromPoint(x, y).find((element) => element.closest('.react-flow__edge'));
  return hit?.closest('.react-flow__edge')?.getAttribute('data-id') ?? undefined;
}
