import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { absoluteBox } from './boxes.ts';
import { shiftIntoView } from './geometry.ts';
import { modelNow } from './use-model.ts';

/** Nodes are shown at this zoom at least: smaller they cannot be read. */
const LEGIBLE = 0.6;

/**
 * Brings a node into view, if it is not: as little is moved as will do, and only what is
 * far away is put in the middle. It goes by the flow, so a node may have been added just now.
 */
export function useShow(path: string): (id: string) => void {
  const flow = useReactFlow();
  return useCallback(
    (id) => {
      const model = modelNow(path);
      const pane = document.querySelector('.canvas')?.getBoundingClientRect();
      if (!model?.flow.nodes[id] || !pane) return;
      const { x, y, w, h } = absoluteBox(model.flow, model.layout.boxes, id);
      const view = flow.getViewport();
      const { zoom } = view;
      const seen = { x: x * zoom + view.x, y: y * zoom + view.y, w: w * zoom, h: h * zoom };
      const shift = shiftIntoView(seen, { w: pane.width, h: pane.height });
      if (shift.x === 0 && shift.y === 0) return;
      const near = Math.abs(shift.x) < pane.width / 2 && Math.abs(shift.y) < pane.height / 2;
      if (near && zoom >= LEGIBLE) void flow.setViewport({ x: view.x + shift.x, y: view.y + shift.y, zoom });
      else void flow.setCenter(x + w / 2, y + h / 2, { zoom: Math.max(zoom, LEGIBLE) });
    },
    [flow, path],
  );
}
