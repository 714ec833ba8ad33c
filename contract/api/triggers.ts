import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { TriggerCondition } from '#contract/node';

/** `failed`: it could not be activated, or not again after a restart; nothing of it is armed. */
export type ActivationState = 'activating' | 'active' | 'deactivating' | 'inactive' | 'failed';

/** How a trigger of an active flow is. */
export interface TriggerEntry {
  node: string;
  type: string;
  condition: TriggerCondition;
  /** What went wrong last, also when it works again; `at` in milliseconds since 1970. */
  lastError: { at: number; message: string; hint?: string } | undefined;
}

/** A flow that is or was active. */
export interface FlowActivation {
  /** In the workspace. */
  path: string;
  state: ActivationState;
  /** Whether the file no longer means what it meant when it was activated; the canvas does not count. */
  changed: boolean;
  /** When the state was reached, milliseconds since 1970. */
  since: number;
  /** Why it failed, or what went wrong when it was deactivated. */
  error: { message: string; hint: string | undefined } | undefined;
  /** Those that are armed. */
  triggers: readonly TriggerEntry[];
  /** Starts that wait for room, and runs that triggers have started. */
  waiting: number;
  running: number;
}

const path = z.string().min(1).max(1024);

export const triggers = {
  /** Every flow of the workspace that is or was active. */
  list: oc.output(type<readonly FlowActivation[]>()),
  /** The same whenever something of it changes, first at once; until the caller stops listening. */
  watch: oc.output(eventIterator(type<readonly FlowActivation[]>())),
  /**
   * Makes a flow active with the content its file has at this moment; later edits
   * count when it is activated again. Resolves when its triggers are armed.
   */
  activate: oc
    .input(z.object({ path }))
    .output(type<FlowActivation>())
    .errors({
      NOT_FOUND: { message: 'There is no such file' },
      NOT_TRUSTED: { data: type<{ hash: string }>() },
      CANNOT_ACTIVATE: { data: type<{ message: string; hint: string | undefined }>() },
    }),
  /** Null for a flow that was never active. */
  deactivate: oc.input(z.object({ path })).output(type<FlowActivation | null>()),
  /** The next times of a trigger that goes by the clock, as the flow stands in the editor; none of others. */
  nextTimes: oc
    .input(z.object({ text: z.string(), node: z.string(), count: z.int().min(1).max(50).default(5) }))
    .output(type<{ times: readonly number[]; timezone: string }>()),
};
