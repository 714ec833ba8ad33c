import { createContext, useContext } from 'react';
import type { Problem } from '#contract/flow';
import { edit, emptiedPath, flowAt } from '#renderer/document';

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
    edit(path, {
      do: 'setParam',
      node,
      path: value === undefined ? emptiedPath(params, param) : param,
      value,
    });
  };
}
