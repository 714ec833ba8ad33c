import { parseFlow } from '#contract/flow';
import type { Catalogue } from '#contract/node';

/** The next times of a node that starts runs by the clock; none where it does not, or its parameters are not valid. */
export function nextTimes(
  catalogue: Catalogue,
  text: string,
  node: string,
  count: number,
): { times: readonly number[]; timezone: string } {
  const { flow } = parseFlow(text);
  const placed = flow?.nodes[node];
  const definition = placed && catalogue.get(placed.type);
  const timezone = flow?.settings?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!definition || !('nextTimes' in definition)) return { times: [], timezone };
  const params = definition.params.safeParse(placed.params ?? {});
  if (!params.success) return { times: [], timezone };
  const own: unknown = params.data.timezone;
  const about = { timezone, after: Date.now(), count };
  return {
    times: definition.nextTimes?.(params.data, about) ?? [],
    timezone: typeof own === 'string' ? own : timezone,
  };
}
