import { create } from 'zustand';
import type { Point } from './geometry.ts';

/** Where a new node is to be put and what it is to be joined to. */
export interface AddRequest {
  /** Where the popup stands, in the window. */
  screen: Point;
  /** Where the node goes on the canvas; undefined: beside what it is joined to. */
  at: Point | undefined;
  /** The port it follows, or the port it leads to, or the edge it goes into. */
  from?: { node: string; port: string };
  to?: { node: string; port: string };
  edge?: string;
  /** The node it takes the place of. */
  replace?: string;
  /** What was typed already. */
  text: string;
}

interface CanvasState {
  adding: AddRequest | undefined;
  /** Container that what is dragged would fall into. */
  dropTarget: string | undefined;
  /** Node whose name is being typed on its face. */
  renaming: string | undefined;
  finding: boolean;
  outline: boolean;
  /** Shows all of the flow in front, or one node of it; undefined while no flow is drawn. */
  view: { fit(): void; show(node: string): void } | undefined;
}

/** What the canvas is busy with; nothing of it is kept. */
export const useCanvas = create<CanvasState>(() => ({
  adding: undefined,
  dropTarget: undefined,
  renaming: undefined,
  finding: false,
  outline: false,
  view: undefined,
}));
