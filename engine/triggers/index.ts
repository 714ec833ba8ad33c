export type { TriggerStatus } from './armed-trigger.ts';
export { type ActivateRequest, type ActivationStatus, type CheckGoOn, TriggerHost } from './trigger-host.ts';
