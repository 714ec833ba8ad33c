import { ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import { type DragEvent, useEffect } from 'react';
import { useCatalogue } from '#renderer/catalogue';
import { NODE_DRAG_TYPE } from '#renderer/palette';
import { addNode } from './actions/add-node.ts';
import { useCanvas } from './canvas-store.ts';
import { FindBar } from './FindBar.tsx';
import { FIT } from './geometry.ts';
import { Outline } from './Outline.tsx';
import { PathContext } from './path-context.ts';
import { QuickAdd } from './QuickAdd.tsx';
import { Sheet } from './Sheet.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useCanvasKeys } from './use-canvas-keys.ts';
import { type Model, useModel } from './use-model.ts';
import { useShow } from './use-show.ts';
import '@xyflow/react/dist/base.css';
import './canvas.css';
import './faces.css';

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
  const show = useShow(path);
  useCanvasKeys(path, show);
  useEffect(() => {
    const view = { fit: () => void flow.fitView(FIT), show };
    useCanvas.setState({ view });
    // A canvas that takes this one's place may be there already.
    return () => useCanvas.setState((now) => (now.view === view ? { view: undefined } : {}));
  }, [flow, show]);
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
      <Sheet path={path} model={model} />
      <Toolbar />
      <FindBar model={model} onShow={show} />
      <Outline model={model} onShow={show} />
      <QuickAdd path={path} />
    </section>
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

function edgeUnder(x: number, y: number): string | undefined {
  const hit = document.elementsFromPoint(x, y).find((element) => element.closest('.react-flow__edge'));
  return hit?.closest('.react-flow__edge')?.getAttribute('data-id') ?? undefined;
}
