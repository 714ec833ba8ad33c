import type { Item } from '#contract/node';
import { engine, sentenceOf } from '#renderer/api';
import { fitPin, pinEdit } from '#renderer/document';
import { plural, tellFailure, useToasts } from '#renderer/ui';

/** Most items one call brings. */
const PART = 500;

/** What a step gave in a run. */
export interface GivenBy {
  run: string;
  step: string;
  ports: readonly string[];
}

/** Pins what a node gave in a step: the first items of each port, as many as may be pinned. */
export async function pinStep(path: string, node: string, { run, step, ports }: GivenBy): Promise<void> {
  const pin: Record<string, readonly Item[]> = {};
  let [kept, all] = [0, 0];
  try {
    for (const port of ports) {
      const { items, total } = await readPort(run, step, port);
      const fit = fitPin(items);
      kept += fit.length;
      all += total;
      if (fit.length > 0) pin[port] = fit;
    }
  } catch (thrown) {
    tellFailure(`The output cannot be pinned: ${sentenceOf(thrown)}`);
    return;
  }
  pinEdit(path, node, pin);
  if (kept === all) return;
  const text = `Pinned the first ${plural(kept, 'item')} of ${all}: a fixture is an example.`;
  useToasts.getState().show({ state: 'done', text });
}

async function readPort(run: string, step: string, port: string) {
  const first = await engine.runs.items({ run, step, side: 'out', port, from: 0, count: PART });
  const more =
    first.total > PART
      ? await engine.runs.items({ run, step, side: 'out', port, from: PART, count: PART })
      : undefined;
  if (first.cut.length > 0 || (more?.cut.length ?? 0) > 0) {
    throw new Error('it has values that are too large. Write a smaller example by hand instead.');
  }
  return { total: first.total, items: [...first.items, ...(more?.items ?? [])] };
}
