import { useEffect, useMemo, useRef } from 'react';
import { type Flow, parseEdge } from '#contract/flow';
import type { Item } from '#contract/node';
import { nameOf, useDocument, useFlow } from '#renderer/document';
import { type NodeRun, type ShownRun, useNodeRun, useShownRun } from '#renderer/run';
import { type Sample, useSample } from '#renderer/sample';
import { type Chosen, useChosenItem } from './chosen-item.ts';
import {
  CAUGHT,
  caughtItems,
  type ItemSource,
  itemAt,
  keyOf,
  type LoadedItems,
  refreshItems,
  useLoadedItems,
  wantItems,
} from './item-pages.ts';

/** One side of a node in the run shown. */
export interface SideData {
  source: ItemSource | undefined;
  loaded: LoadedItems;
  ports: readonly string[];
  port: string;
  /** Name of the node whose output stands in for an input that the run does not have. */
  lentBy: string | undefined;
}

/** A node's data in the run that its flow shows. */
export interface NodeData {
  run: ShownRun | undefined;
  /** Without a run: the call that was caught for this trigger. */
  caught: Sample | undefined;
  nodeRun: NodeRun | undefined;
  /** Step that is looked at. */
  step: string | undefined;
  chosen: Chosen;
  input: SideData;
  output: SideData;
  /** The chosen item of the input. */
  item: Item | undefined;
}

/** What went in and out of a node, and which item of it is chosen. */
export function useNodeData(path: string, node: string): NodeData {
  const flow = useFlow(path);
  const shape = useDocument(path)?.shapes[node];
  const run = useShownRun(path);
  const nodeRun = useNodeRun(path, node);
  const chosen = useChosenItem(path, node);
  const step = nodeRun?.step === undefined ? undefined : (chosen.step ?? nodeRun.step);
  const inputs = shape?.inputs ?? ['in'];
  const outputs = shape?.outputs ?? ['out'];
  const inPort = inputs.find((port) => port === chosen.inPort) ?? inputs[0];
  const outPort = outputs.find((port) => port === chosen.outPort) ?? fullest(outputs, nodeRun);
  const own: ItemSource | undefined =
    run && step !== undefined && inPort !== undefined
      ? { run: run.run, step, side: 'in', port: inPort }
      : undefined;
  const lent = own || !flow || !run || inPort === undefined ? undefined : lender(flow, run, node);
  const output: ItemSource | undefined =
    run && step !== undefined && outPort !== undefined
      ? { run: run.run, step, side: 'out', port: outPort }
      : undefined;
  const version = nodeRun ? `${nodeRun.state} ${nodeRun.itemsIn} ${Object.values(nodeRun.out).join()}` : '';
  const inSource = useSameSource(own ?? lent?.source);
  const outSource = useSameSource(output);
  const inLoaded = useFresh(inSource, version, chosen.item);
  const outLoaded = useFresh(outSource, version, chosen.out ?? chosen.item);
  const sample = useSample(path);
  const caught = run === undefined && sample?.trigger === node ? sample : undefined;
  const caughtOut = useMemo(() => caught && caughtSide(caught), [caught]);
  return {
    run,
    caught,
    nodeRun,
    step,
    chosen,
    input: {
      source: inSource,
      loaded: inLoaded,
      ports: inputs,
      port: inPort ?? 'in',
      lentBy: own ? undefined : lent?.name,
    },
    output: caughtOut ?? {
      source: outSource,
      loaded: outLoaded,
      ports: outputs,
      port: outPort ?? 'out',
      lentBy: undefined,
    },
    item: itemAt(inLoaded, chosen.item),
  };
}

/** What a caught call gives, as what came out of its trigger. */
function caughtSide({ trigger, item }: Sample): SideData {
  return {
    source: { run: CAUGHT, step: trigger, side: 'out', port: 'out' },
    loaded: caughtItems(item),
    ports: ['out'],
    port: 'out',
    lentBy: undefined,
  };
}

/** The port most items left by, the first one where none did. */
function fullest(ports: readonly string[], nodeRun: NodeRun | undefined): string | undefined {
  const count = (port: string) => nodeRun?.out[port] ?? 0;
  return ports.reduce<string | undefined>(
    (best, port) => (best === undefined || count(port) > count(best) ? port : best),
    undefined,
  );
}

/** A node that has not run is shown what the node before it gave. */
function lender(flow: Flow, run: ShownRun, node: string): { source: ItemSource; name: string } | undefined {
  for (const text of flow.edges ?? []) {
    const edge = parseEdge(text);
    if (edge?.to.node !== node || (edge.to.port ?? 'in') === 'collect') continue;
    const before = run.nodes[edge.from.node];
    if (before?.step === undefined) continue;
    const port = edge.from.port ?? Object.keys(before.out)[0] ?? 'out';
    return {
      source: { run: run.run, step: before.step, side: 'out', port },
      name: nameOf(flow, edge.from.node),
    };
  }
  return undefined;
}

/** The same object as long as it says the same. */
function useSameSource(source: ItemSource | undefined): ItemSource | undefined {
  const key = source && keyOf(source);
  return useMemo(() => {
    if (key === undefined) return undefined;
    const [run, step, side, port] = JSON.parse(key) as [string, string, 'in' | 'out', string];
    return { run, step, side, port };
  }, [key]);
}

/** Milliseconds between two looks at a list that grows. */
const PATIENCE = 500;

/** Loads a list's beginning and the chosen item, and follows it while the step goes on. */
function useFresh(source: ItemSource | undefined, version: string, item: number): LoadedItems {
  const loaded = useLoadedItems(source);
  const refreshed = useRef(0);
  useEffect(() => {
    if (!source) return;
    wantItems(source, 0, 1);
    wantItems(source, item, item + 1);
  }, [source, item]);
  useEffect(() => {
    if (!source || version === '') return;
    const refresh = () => {
      refreshed.current = performance.now();
      refreshItems(source);
    };
    // A step that never rests is looked at now and then, not only once it has ended.
    const rest = Math.max(0, refreshed.current + PATIENCE - performance.now());
    const timer = setTimeout(refresh, rest);
    return () => clearTimeout(timer);
  }, [source, version]);
  return loaded;
}
