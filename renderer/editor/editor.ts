import { create } from 'zustand';

export type Page = 'flows' | 'runs' | 'events' | 'connections';
export type BottomTab = 'problems' | 'runs' | 'log';

interface Editor {
  page: Page;
  /** Paths of the open tabs, in order. */
  tabs: readonly string[];
  /** Path of the flow in front. */
  active: string | undefined;
  /** Ids of the chosen nodes (and notes) of the flow in front. */
  selected: readonly string[];
  /** Edges chosen, as written in the flow. */
  selectedEdges: readonly string[];
  /** Asks the inspector to show a parameter; the number makes asking again count. */
  wanted: { node: string; param: string | undefined; nr: number } | undefined;
  bottomTab: BottomTab;
  bottomOpen: boolean;
  inspectorOpen: boolean;
  /** Run shown on the runs page. */
  run: string | undefined;
  /** Event shown on the events page. */
  event: string | undefined;
  /** Credential shown on the connections page. */
  credential: string | undefined;
  /** Run that it is compared with. */
  against: string | undefined;
}

const KEPT = 'flowbench.editor';

/** What the window shows: pages, tabs, choice. Kept over a reload. */
export const useEditor = create<Editor>(() => ({
  page: 'flows',
  tabs: [],
  active: undefined,
  selected: [],
  selectedEdges: [],
  wanted: undefined,
  bottomTab: 'problems',
  bottomOpen: true,
  inspectorOpen: true,
  run: undefined,
  event: undefined,
  credential: undefined,
  against: undefined,
  ...readKept(),
}));

useEditor.subscribe((editor) => {
  const { page, tabs, active, bottomTab, bottomOpen, inspectorOpen, run, against, event, credential } =
    editor;
  const kept = { page, tabs, active, bottomTab, bottomOpen, inspectorOpen, run, against, event, credential };
  globalThis.sessionStorage?.setItem(KEPT, JSON.stringify(kept));
});

function readKept(): Partial<Editor> {
  try {
    return JSON.parse(globalThis.sessionStorage?.getItem(KEPT) ?? '{}') as Partial<Editor>;
  } catch {
    return {};
  }
}

/** Brings a flow to the front, opening a tab for it where there is none. */
export function showFlow(path: string): void {
  useEditor.setState(({ tabs, active, selected, selectedEdges }) => ({
    page: 'flows',
    tabs: tabs.includes(path) ? tabs : [...tabs, path],
    active: path,
    selected: active === path ? selected : [],
    selectedEdges: active === path ? selectedEdges : [],
  }));
}

/** Closes a flow's tab; its neighbour comes to the front. */
export function closeTab(path: string): void {
  useEditor.setState(({ tabs, active }) => {
    const at = tabs.indexOf(path);
    const left = tabs.filter((tab) => tab !== path);
    const next = active === path ? (left[Math.min(at, left.length - 1)] ?? undefined) : active;
    return { tabs: left, active: next, ...(active === path ? { selected: [], selectedEdges: [] } : {}) };
  });
}

/** Chooses nodes, and nothing else. */
export function select(nodes: readonly string[], edges: readonly string[] = []): void {
  const { selected, selectedEdges } = useEditor.getState();
  if (same(selected, nodes) && same(selectedEdges, edges)) return;
  useEditor.setState({ selected: nodes, selectedEdges: edges });
}

/** Chooses a node and shows a parameter of it in the inspector; '' leads to its first one. */
export function showParam(node: string, param?: string): void {
  useEditor.setState(({ wanted }) => ({
    page: 'flows',
    selected: [node],
    selectedEdges: [],
    inspectorOpen: true,
    wanted: { node, param, nr: (wanted?.nr ?? 0) + 1 },
  }));
}

/** Shows a run in the history. */
export function showRun(run: string): void {
  useEditor.setState({ page: 'runs', run, against: undefined });
}

/** Shows two runs side by side: the earlier one, or the one that was retried, first. */
export function compareRuns(against: string, run: string): void {
  useEditor.setState({ page: 'runs', run, against: against === run ? undefined : against });
}

/** Shows an event on the events page. */
export function showEvent(event: string): void {
  useEditor.setState({ page: 'events', event });
}

/** Shows a credential on the connections page. */
export function showCredential(credential: string): void {
  useEditor.setState({ page: 'connections', credential });
}

/** The chosen node, where exactly one is chosen. */
export function useChosenNode(): string | undefined {
  return useEditor(({ selected }) => (selected.length === 1 ? selected[0] : undefined));
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
