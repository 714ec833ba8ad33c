import { ArmedTrigger, type ArmServices, type TriggerStatus } from './armed-trigger.ts';
import { type ActivationPlan, type PinnedFlow, planActivation } from './pinned-flow.ts';

/** The triggers of one flow while it is active. */
export class ActiveFlow {
  readonly flow: PinnedFlow;
  readonly plan: ActivationPlan;
  readonly #triggers: readonly ArmedTrigger[];

  /** @throws UserError `CANNOT_ACTIVATE` */
  constructor(flow: PinnedFlow, services: ArmServices) {
    this.flow = flow;
    this.plan = planActivation(flow.compiled);
    this.#triggers = this.plan.arm.map((trigger) => new ArmedTrigger(trigger, flow, services));
  }

  get triggers(): TriggerStatus[] {
    return this.#triggers.map(({ status }) => status);
  }

  /** Arms all triggers or none. */
  async arm(): Promise<void> {
    try {
      // One after the other: which one stands in the way is told by the first that does.
      for (const trigger of this.#triggers) await trigger.arm();
    } catch (error) {
      await this.disarm();
      throw error;
    }
  }

  /** Lets the armed triggers go on: the flow is active. */
  go(): void {
    for (const trigger of this.#triggers) trigger.go();
  }

  /** Arms them as triggers of a flow that was active before: one that cannot be is tried again and again. */
  armAgain(): void {
    for (const trigger of this.#triggers) trigger.armAgain();
  }

  async disarm(): Promise<void> {
    await Promise.all(this.#triggers.map((trigger) => trigger.disarm()));
  }
}
