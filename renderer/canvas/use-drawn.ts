import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useCallback, useState } from 'react';
import { select, useEditor } from '#renderer/editor';
import { type DrawnNode, drawnNodes, withHandles } from './drawn.ts';
import { type DrawnEdge, drawnEdges } from './drawn-edges.ts';
import type { Model } from './use-model.ts';

interface Drawn<T> {
  model: Model;
  chosen: readonly string[];
  parts: T[];
}

/** Nodes and edges for the library: from the flow, and while dragging from the pointer. */
export function useDrawn(model: Model) {
  const selected = useEditor((state) => state.selected);
  const selectedEdges = useEditor((state) => state.selectedEdges);
  const [nodes, setNodes] = useFollowing(model, selected, drawnNodes);
  const [edges] = useFollowing(model, selectedEdges, drawnEdges);
  const onNodesChange = useCallback(
    (changes: NodeChange<DrawnNode>[]) => {
      chooseNodes(changes);
      // What is chosen and what is there follow from the stores; the library tells of drags and sizes.
      const own = changes.filter(({ type }) => type === 'position' || type === 'dimensions');
      if (own.length === 0) return;
      const resized = new Set(own.flatMap((change) => (change.type === 'dimensions' ? [change.id] : [])));
      setNodes((before) => {
        const after = applyNodeChanges(own, before);
        return resized.size === 0
          ? after
          : after.map((node) => (resized.has(node.id) ? withHandles(node) : node));
      });
    },
    [setNodes],
  );
  return { nodes, edges, onNodesChange, onEdgesChange: chooseEdges };
}

type Update<T> = (change: (before: T[]) => T[]) => void;

/**
 * What is drawn, following the flow and the choice: parts that do not change stay the
 * same objects. Followed while rendering, so that nothing is ever drawn as it was before.
 */
function useFollowing<T extends { id: string; selected?: boolean }>(
  model: Model,
  chosen: readonly string[],
  draw: (model: Model, before: readonly T[]) => T[],
): [T[], Update<T>] {
  const [drawn, setDrawn] = useState<Drawn<T>>(() => follow(undefined, model, chosen, draw));
  const update = useCallback<Update<T>>(
    (change) => setDrawn((before) => ({ ...before, parts: change(before.parts) })),
    [],
  );
  if (drawn.model === model && drawn.chosen === chosen) return [drawn.parts, update];
  const now = follow(drawn, model, chosen, draw);
  setDrawn(now);
  return [now.parts, update];
}

function follow<T extends { id: string; selected?: boolean }>(
  before: Drawn<T> | undefined,
  model: Model,
  chosen: readonly string[],
  draw: (model: Model, before: readonly T[]) => T[],
): Drawn<T> {
  const parts = before?.model === model ? before.parts : draw(model, before?.parts ?? []);
  const set = new Set(chosen);
  const differs = (part: T) => (part.selected ?? false) !== set.has(part.id);
  if (!parts.some(differs)) return { model, chosen, parts };
  return {
    model,
    chosen,
    parts: parts.map((part) => (differs(part) ? { ...part, selected: set.has(part.id) } : part)),
  };
}

/** Takes clicks and marquees over into the choice. */
function chooseNodes(changes: readonly NodeChange<DrawnNode>[]): void {
  const { selected, selectedEdges } = useEditor.getState();
  select(chosenAfter(selected, changes), selectedEdges);
}

function chooseEdges(changes: readonly EdgeChange<DrawnEdge>[]): void {
  const { selected, selectedEdges } = useEditor.getState();
  select(selected, chosenAfter(selectedEdges, changes));
}

function chosenAfter(
  chosen: readonly string[],
  changes: readonly (NodeChange<DrawnNode> | EdgeChange<DrawnEdge>)[],
): readonly string[] {
  const choices = changes.filter((change) => change.type === 'select');
  if (choices.length === 0) return chosen;
  const next = new Set(chosen);
  for (const { id, selected } of choices) {
    if (selected) next.add(id);
    else next.delete(id);
  }
  return [...next];
}
