export { WebhookCalls } from './WebhookCalls.tsx';
