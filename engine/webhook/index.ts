export { itemOfEvent } from './event-starter.ts';
export { type SampleRequest, type SecretFor, Webhooks, type WebhooksOptions } from './webhooks.ts';
