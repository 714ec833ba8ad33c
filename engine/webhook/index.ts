export { type SecretFor, Webhooks, type WebhooksOptions } from './webhooks.ts';
