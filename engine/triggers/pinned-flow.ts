import { UserError } from '#contract/error';
import type { TriggerNode } from '#contract/node';
import type { Activation } from '#engine/journal';
import type { CompiledFlow } from '#engine/run';

/** A flow with the content it was activated with. */
export interface PinnedFlow {
  activation: Activation;
  compiled: CompiledFlow;
  text: string;
}

// biome-ignore lint/suspicious/noExplicitAny: parameters of any trigger; the compiler has checked them against its schema
type AnyTrigger = TriggerNode<any>;

/** A trigger that can be armed. */
export interface ArmableTrigger {
  node: string;
  definition: AnyTrigger & Required<Pick<AnyTrigger, 'arm'>>;
  params: Record<string, unknown>;
}

/** What is to be done to make a flow active. */
export interface ActivationPlan {
  arm: readonly ArmableTrigger[];
  /** Nodes that a run is started from when the flow is activated, and when it is deactivated. */
  onActivation: readonly string[];
  onDeactivation: readonly string[];
}

/**
 * How a flow is made active.
 *
 * @throws UserError `CANNOT_ACTIVATE` with the node that stands in the way, `NOTHING_TO_ARM`
 */
export function planActivation({ flow, nodes }: CompiledFlow): ActivationPlan {
  const plan = { arm: [] as ArmableTrigger[], onActivation: [] as string[], onDeactivation: [] as string[] };
  for (const { id, node, definition, params } of nodes.values()) {
    if (!('sample' in definition) || node.disabled) continue;
    const name = node.name ?? id;
    const { arm, startedBy, title } = definition;
    if (startedBy === 'activation') plan.onActivation.push(id);
    else if (startedBy === 'deactivation') plan.onDeactivation.push(id);
    else if (startedBy === undefined && !arm) {
      throw cannot(
        `its trigger "${name}" (${title}) cannot start runs by itself yet`,
        'Disable that node, or start the flow by hand.',
      );
    } else if (arm) {
      if (!params.fixed) {
        throw cannot(
          `a parameter of its trigger "${name}" is an expression`,
          'Nothing has come in yet when a trigger gets ready: give it a fixed value.',
        );
      }
      plan.arm.push({ node: id, definition: { ...definition, arm }, params: params.fixed });
    }
  }
  if (plan.arm.length + plan.onActivation.length + plan.onDeactivation.length > 0) return plan;
  const why = `nothing in "${flow.name}" starts runs by itself`;
  throw cannot(why, 'Add a trigger such as a schedule.', 'NOTHING_TO_ARM');
}

function cannot(why: string, hint: string, code = 'CANNOT_ACTIVATE'): UserError {
  return new UserError(`The flow cannot be activated: ${why}.`, { code, hint });
}
