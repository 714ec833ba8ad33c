import { create } from 'zustand';
import type { ExpressionHelper } from '#contract/api';
import type { NodeDescription } from '#contract/node';
import { engine, useConnection } from '#renderer/api';

interface CatalogueState {
  nodes: readonly NodeDescription[];
  byType: ReadonlyMap<string, NodeDescription>;
  helpers: readonly ExpressionHelper[];
}

/** Every node type, as the engine describes it; empty until the engine has answered. */
export const useCatalogue = create<CatalogueState>(() => ({ nodes: [], byType: new Map(), helpers: [] }));

/** Loads the catalogue with every new connection: another engine may know other types. */
export function startCatalogue(): void {
  const load = async () => {
    const { nodes, helpers } = await engine.catalogue.get();
    setCatalogue(nodes, helpers);
  };
  useConnection.subscribe((now, before) => {
    if (now.epoch !== before.epoch) load().catch(() => undefined);
  });
}

/** Puts node types in place. */
export function setCatalogue(
  nodes: readonly NodeDescription[],
  helpers: readonly ExpressionHelper[] = [],
): void {
  useCatalogue.setState({ nodes, helpers, byType: new Map(nodes.map((node) => [node.type, node])) });
}

/** A node type's description; undefined where the engine does not know it. */
export function useDescription(type: string): NodeDescription | undefined {
  return useCatalogue((state) => state.byType.get(type));
}
