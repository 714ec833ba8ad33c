import type { HookRecord } from '#engine/journal';
import type { CompiledFlow } from '#engine/run';
import type { WebhookSettings } from './settings.ts';

/** A trigger of an active flow that takes calls. */
export interface CalledTrigger {
  hook: HookRecord;
  node: string;
  settings: WebhookSettings;
  /** See `onlyComputes`. */
  onlyComputes: boolean;
  /** The flow with the content it was activated with. */
  flow: {
    compiled: CompiledFlow;
    text: string;
    /** Absolute path of its file. */
    path: string;
    trust: boolean;
  };
}

/**
 * The values of the parts of a path that begin with `:`, or undefined where the path
 * is another one.
 *
 * @param pattern parts like `orders` and `:id`
 */
export function matchPath(
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = path[index] as string;
    if (part.startsWith(':') && part.length > 1) values[part.slice(1)] = given;
    else if (part !== given) return undefined;
  }
  return values;
}

/**
 * Whether a run of the flow does nothing but compute: then its event need not be on disk
 * before it begins. A flow that is called may do anything.
 */
export function onlyComputes({ compiled }: CalledTrigger['flow']): boolean {
  return [...compiled.nodes.values()].every(
    ({ definition }) => definition.effects === 'none' && definition.replay === 'pure',
  );
}
