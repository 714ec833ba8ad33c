import { Panel, type ReactFlowState, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Box, Point } from './geometry.ts';

const WIDTH = 128;
const HEIGHT = 76;
/** Room around the flow, as a share of the map. */
const MARGIN = 0.06;
/** While nodes move, the map is drawn anew so often, in milliseconds. */
const EVERY = 100;

/**
 * A small map of the flow, by which one moves about. All nodes are one shape, and what is
 * in view is a frame of its own: a step of panning moves the frame and touches no node.
 */
export function MiniMap() {
  const flow = useReactFlow();
  const { shape, bounds } = useShape();
  const view = useStore(viewOf, sameBox);
  const grip = useRef<Point | undefined>(undefined);
  const whole = around(bounds, view);
  // Before the canvas has a size there may be nothing at all to show.
  const scale = Math.min(WIDTH / Math.max(whole.w, 1), HEIGHT / Math.max(whole.h, 1)) * (1 - 2 * MARGIN);
  const left = (WIDTH - whole.w * scale) / 2 - whole.x * scale;
  const top = (HEIGHT - whole.h * scale) / 2 - whole.y * scale;
  const pointOf = (event: PointerEvent): Point => {
    const corner = event.currentTarget.getBoundingClientRect();
    return { x: (event.clientX - corner.x - left) / scale, y: (event.clientY - corner.y - top) / scale };
  };
  const moveTo = ({ x, y }: Point) => {
    const { zoom } = flow.getViewport();
    void flow.setViewport({ x: -x * zoom, y: -y * zoom, zoom });
  };
  return (
    <Panel position="bottom-right" className="mini">
      <div
        role="img"
        aria-label="Map of the flow"
        className="mini-area"
        style={{ width: WIDTH, height: HEIGHT }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = pointOf(event);
          const inside = at.x > view.x && at.x < view.x + view.w && at.y > view.y && at.y < view.y + view.h;
          grip.current = inside ? { x: at.x - view.x, y: at.y - view.y } : { x: view.w / 2, y: view.h / 2 };
          moveTo({ x: at.x - grip.current.x, y: at.y - grip.current.y });
        }}
        onPointerMove={(event) => {
          if (!grip.current) return;
          const at = pointOf(event);
          moveTo({ x: at.x - grip.current.x, y: at.y - grip.current.y });
        }}
        onPointerUp={() => {
          grip.current = undefined;
        }}
        onWheel={(event) => void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY / 200))}
      >
        <svg width={WIDTH} height={HEIGHT} className="mini-nodes" aria-hidden="true">
          <path d={shape} transform={`translate(${left} ${top}) scale(${scale})`} />
        </svg>
        <div
          className="mini-view"
          style={{
            width: view.w * scale,
            height: view.h * scale,
            transform: `translate(${view.x * scale + left}px, ${view.y * scale + top}px)`,
          }}
        />
      </div>
    </Panel>
  );
}

interface Shape {
  /** All nodes as one SVG path. */
  shape: string;
  bounds: Box | undefined;
}

/** The nodes as a shape; while they are dragged it follows in steps. */
function useShape(): Shape {
  const store = useStoreApi();
  const [shape, setShape] = useState<Shape>(() => shapeOf(store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let drawn = store.getState().nodes;
    const draw = () => {
      timer = undefined;
      drawn = store.getState().nodes;
      setShape(shapeOf(store.getState()));
    };
    const stop = store.subscribe(({ nodes }) => {
      if (nodes !== drawn) timer ??= setTimeout(draw, EVERY);
    });
    draw();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
  return shape;
}

function shapeOf({ nodeLookup }: ReactFlowState): Shape {
  let shape = '';
  let bounds: Box | undefined;
  for (const { hidden, width: w = 0, height: h = 0, internals } of nodeLookup.values()) {
    if (hidden) continue;
    const { x, y } = internals.positionAbsolute;
    shape += `M${x} ${y}h${w}v${h}h${-w}z`;
    bounds = around(bounds, { x, y, w, h });
  }
  return { shape, bounds };
}

/** What is in view, in the flow's own pixels. */
function viewOf({ transform: [x, y, zoom], width, height }: ReactFlowState): Box {
  return { x: -x / zoom, y: -y / zoom, w: width / zoom, h: height / zoom };
}

function sameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;
}

function around(a: Box | undefined, b: Box): Box {
  if (!a) return b;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const [right, bottom] = [Math.max(a.x + a.w, b.x + b.w), Math.max(a.y + a.h, b.y + b.h)];
  return { x, y, w: right - x, h: bottom - y };
}
