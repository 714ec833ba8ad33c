import { create } from 'zustand';
import type { PackReport } from '#contract/api';

/** A pack that was chosen and waits for the user's word. */
export interface ArrivingPack {
  /** The file's name. */
  name: string;
  /** Its bytes as base64. */
  data: string;
  report: PackReport;
}

/** What is being taken in or given out; nothing of it is kept. */
export const useExchange = create<{
  arriving: ArrivingPack | undefined;
  /** Whether the flows for a pack are being chosen, and which ones from the start. */
  packing: { flows: readonly string[] } | undefined;
  /** Files are being dragged over the window. */
  dragging: boolean;
}>(() => ({ arriving: undefined, packing: undefined, dragging: false }));
