import { create } from 'zustand';

/** One step of the tour: what it says, and what of the window it points at. */
export interface TourStep {
  title: string;
  text: string;
  /** The first of these that is there is pointed at. */
  targets: readonly string[];
}

export const TOUR: readonly TourStep[] = [
  {
    title: 'Flows are files',
    text: 'Each flow is a file in this folder. The examples run at once: offline, without an account, on a copy that is yours.',
    targets: ['.workspace'],
  },
  {
    title: 'Draw',
    text: 'Open an example, or make a new flow and say what starts it. On the canvas typing adds a node, and dragging from a port joins two.',
    targets: ['.start', '.canvas'],
  },
  {
    title: 'Run and look',
    text: 'Run with F5 and watch items move. Choose a node to see its data before and after, and drag a field into a parameter to use it.',
    targets: ['.top-run'],
  },
  {
    title: 'Everything by name',
    text: 'Ctrl K finds every flow, node and command, this tour too. The key ? lists all keys.',
    targets: ['.top-search'],
  },
];

const SEEN = 'flowbench.tour-seen';

interface Tour {
  /** Index of the step shown; undefined while there is no tour. */
  step: number | undefined;
  /** Shows it from its first step. */
  start(): void;
  /** Shows it unless it was ever shown here. */
  startOnce(): void;
  next(): void;
  back(): void;
  end(): void;
}

/** The tour of the first start. Seen or skipped, it never comes back by itself. */
export const useTour = create<Tour>((set, get) => ({
  step: undefined,
  start() {
    globalThis.localStorage?.setItem(SEEN, '1');
    set({ step: 0 });
  },
  startOnce() {
    if (globalThis.localStorage?.getItem(SEEN) == null) get().start();
  },
  next: () => set(({ step = 0 }) => ({ step: step + 1 < TOUR.length ? step + 1 : undefined })),
  back: () => set(({ step = 0 }) => ({ step: Math.max(0, step - 1) })),
  end: () => set({ step: undefined }),
}));
