export type { TakeCalls, TriggerStatus } from './armed-trigger.ts';
export type { PinnedFlow } from './pinned-flow.ts';
export { type ActivateRequest, type ActivationStatus, type CheckGoOn, TriggerHost } from './trigger-host.ts';
