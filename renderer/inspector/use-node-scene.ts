import { useMemo } from 'react';
import { type Flow, parseEdge } from '#contract/flow';
import { type Item, isJsonObject } from '#contract/node';
import { useCatalogue } from '#renderer/catalogue';
import { type NodeData, schemaOf, TYPE_MARKS } from '#renderer/data';
import type { Scene } from '#renderer/expression';
import { sampleBefore, useSample } from '#renderer/sample';

const MOST_FIELDS = 300;

/** Without a run, a node right behind a trigger is shown what the trigger gives as its sample. */
function sampleFor(flow: Flow, id: string): { items: readonly Item[] } | undefined {
  for (const text of flow.edges ?? []) {
    const edge = parseEdge(text);
    const before = edge?.to.node === id ? flow.nodes[edge.from.node] : undefined;
    if (!before?.type.startsWith('trigger.')) continue;
    const items: unknown = before.params?.items;
    return { items: Array.isArray(items) ? items.filter(isJsonObject).map((json) => ({ json })) : [] };
  }
  return undefined;
}

/** What the expressions of a node are written against: the chosen item, and the rest of the flow. */
export function useNodeScene(path: string, id: string, flow: Flow, data: NodeData): Scene {
  const helpers = useCatalogue((state) => state.helpers);
  const newest = useSample(path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when another call has been caught
  const caught = useMemo(
    () => (data.run ? undefined : sampleBefore(path, flow, id)),
    [data.run, path, flow, id, newest],
  );
  const sample = useMemo(
    () => (data.run ? undefined : caught ? { items: [caught.item] } : sampleFor(flow, id)),
    [data.run, caught, flow, id],
  );
  const item = data.item ?? sample?.items[data.chosen.item];
  const hasData = data.run !== undefined || sample !== undefined;
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
      hasData,
      sample: caught,
      sources: { json: item?.json, binary: item?.binary, nodes, helpers },
      fields,
    };
  }, [
    path,
    id,
    flow.nodes,
    data.run?.run,
    data.step,
    data.chosen.item,
    item,
    hasData,
    caught,
    helpers,
    fields,
  ]);
}
