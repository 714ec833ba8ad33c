import { createContext, useContext } from 'react';
import type { Problem } from '#contract/flow';
import { edit, flowAt, getPath } from '#renderer/document';

/** The node whose form is shown. */
export interface InspectedNode {
  /** Flow file. */
  path: string;
  node: string;
  problems: readonly Problem[];
}

const InspectedContext = createContext<InspectedNode | undefined>(undefined);
export const InspectedProvider = InspectedContext.Provider;

/** The node whose form is around. */
export function useInspected(): InspectedNode {
  const inspected = useContext(InspectedContext);
  if (!inspected) throw new Error('A field needs the inspector around it');
  return inspected;
}

/** Sets a parameter of the inspected node; undefined removes it. */
export function useSetParam(): (path: readonly (string | number)[], value: unknown) => void {
  const { path, node } = useInspected();
  return (param, value) => {
    const params = flowAt(path)?.nodes[node]?.params;
    edit(path, { do: 'setParam', node, path: value === undefined ? emptied(params, param) : param, value });
  };
}

/** A group goes with the last thing in it; an entry of a list stays until it is removed itself. */
function emptied(params: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  const around = path.slice(0, -1);
  if (around.length === 0 || typeof around.at(-1) === 'number' || typeof path.at(-1) === 'number')
    return path;
  const group = getPath(params, around);
  const last =
    typeof group === 'object' && group !== null && Object.keys(group).every((key) => key === path.at(-1));
  return last ? emptied(params, around) : path;
}
