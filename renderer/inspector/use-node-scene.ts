import { useMemo } from 'react';
import type { Flow } from '#contract/flow';
import { useCatalogue } from '#renderer/catalogue';
import { type NodeData, schemaOf, TYPE_MARKS } from '#renderer/data';
import type { Scene } from '#renderer/expression';

const MOST_FIELDS = 300;

/** What the expressions of a node are written against: the chosen item, and the rest of the flow. */
export function useNodeScene(path: string, id: string, flow: Flow, data: NodeData): Scene {
  const helpers = useCatalogue((state) => state.helpers);
  const { item } = data;
  const fields = useMemo(
    () =>
      schemaOf(item ? [item.json] : [])
        .slice(0, MOST_FIELDS)
        .map(({ path: way, type, sample }) => ({ path: way, type: TYPE_MARKS[type], sample })),
    [item],
  );
  return useMemo(() => {
    const nodes = Object.entries(flow.nodes)
      .filter(([other]) => other !== id)
      .map(([other, { name }]) => name ?? other);
    return {
      path,
      node: id,
      run: data.run?.run,
      step: data.step,
      item: data.chosen.item,
      sources: { json: item?.json, binary: item?.binary, nodes, helpers },
      fields,
    };
  }, [path, id, flow.nodes, data.run?.run, data.step, data.chosen.item, item, helpers, fields]);
}
