import { useMemo } from 'react';
import type { Flow } from '#contract/flow';
import { useCatalogue } from '#renderer/catalogue';
import { documentAt, flowAt, useDocuments, useFlow } from '#renderer/document';
import { type Layout, layOut } from './boxes.ts';
import { type Ports, portsOf } from './ports.ts';

/** A flow with all that drawing it needs. */
export interface Model {
  flow: Flow;
  layout: Layout;
  ports(id: string): Ports;
}

let last: { flow: Flow; shapes: unknown; types: unknown; model: Model } | undefined;

/** The model of a flow as it stands; the same object while nothing has changed. */
function modelOf(
  flow: Flow,
  shapes: NonNullable<ReturnType<typeof documentAt>>['shapes'],
  types: ReturnType<typeof useCatalogue.getState>['byType'],
): Model {
  if (last?.flow === flow && last.shapes === shapes && last.types === types) return last.model;
  const known = new Map<string, Ports>();
  const ports = (id: string): Ports => {
    let found = known.get(id);
    if (!found) {
      found = portsOf(flow, id, shapes, types);
      known.set(id, found);
    }
    return found;
  };
  const model = { flow, ports, layout: layOut(flow, ports) };
  last = { flow, shapes, types, model };
  return model;
}

/** Subscribes to the model of an open flow. */
export function useModel(path: string): Model | undefined {
  const flow = useFlow(path);
  const shapes = useDocuments(({ documents }) => documents[path]?.shapes);
  const types = useCatalogue((state) => state.byType);
  return useMemo(() => (flow && shapes ? modelOf(flow, shapes, types) : undefined), [flow, shapes, types]);
}

/** The model of an open flow now, for actions. */
export function modelNow(path: string): Model | undefined {
  const flow = flowAt(path);
  const shapes = documentAt(path)?.shapes;
  return flow && shapes ? modelOf(flow, shapes, useCatalogue.getState().byType) : undefined;
}
