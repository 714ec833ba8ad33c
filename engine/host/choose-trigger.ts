import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import type { CompiledFlow } from '#engine/run';

/**
 * The trigger a run starts from: the one asked for, else one of the preferred
 * type, else the manual one, else the first.
 *
 * @param wanted node id or display name
 * @param preferred node type that suits the occasion, `trigger.flow` for a call
 */
export function chooseTrigger(
  flow: CompiledFlow,
  wanted: string | undefined,
  preferred = 'trigger.manual',
): string {
  const triggers = [...flow.nodes.values()].filter((node) => node.graph.shape.trigger);
  if (wanted !== undefined) {
    const found = triggers.find((node) => node.id === wanted || node.node.name === wanted);
    if (found) return found.id;
    throw new UserError(`The flow has no trigger "${wanted}".`, {
      code: 'UNKNOWN_TRIGGER',
      hint: `Its triggers are ${triggers.map((node) => `"${node.id}"`).join(', ')}.`,
    });
  }
  const enabled = triggers.filter((node) => !node.node.disabled);
  const best =
    enabled.find((node) => node.node.type === preferred) ??
    enabled.find((node) => node.node.type === 'trigger.manual') ??
    enabled[0];
  if (best) return best.id;
  throw new UserError(`Every trigger of "${flow.flow.name}" is disabled.`, {
    code: 'NO_TRIGGER',
    hint: 'Enable one of them.',
  });
}

/** What a trigger gives when it is started by hand without input. */
export async function* sampleInput(
  flow: CompiledFlow,
  trigger: string,
): AsyncGenerator<readonly Item[], void, undefined> {
  const node = flow.nodes.get(trigger);
  if (!node || !('sample' in node.definition)) return;
  yield node.definition.sample(node.params.fixed ?? node.params.raw, Date.now());
}
