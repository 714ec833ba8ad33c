import { create } from 'zustand';

/** What of a node's data is looked at. */
export interface Chosen {
  /** Step, where another than the newest was chosen. */
  step: string | undefined;
  /** Item of the input (of the output, where nothing comes in), from 0. */
  item: number;
  /** Item of the output, where it was chosen there. */
  out: number | undefined;
  inPort: string | undefined;
  outPort: string | undefined;
}

const NOTHING: Chosen = {
  step: undefined,
  item: 0,
  out: undefined,
  inPort: undefined,
  outPort: undefined,
};

const useChosen = create<{ byNode: Readonly<Record<string, Chosen>> }>(() => ({ byNode: {} }));

/** What is looked at of a node of a flow. */
export function useChosenItem(path: string, node: string): Chosen {
  return useChosen(({ byNode }) => byNode[`${path} ${node}`]) ?? NOTHING;
}

export function choose(path: string, node: string, part: Partial<Chosen>): void {
  useChosen.setState(({ byNode }) => {
    const key = `${path} ${node}`;
    return { byNode: { ...byNode, [key]: { ...(byNode[key] ?? NOTHING), ...part } } };
  });
}

/** Looks at one step of a node rather than its newest. */
export function chooseStep(path: string, node: string, step: string): void {
  choose(path, node, { step, item: 0, out: undefined });
}
