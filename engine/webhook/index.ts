export type { HookRequest, WebhooksOptions } from './webhooks.ts';
export { Webhooks } from './webhooks.ts';
