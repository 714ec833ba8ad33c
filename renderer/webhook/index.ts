export { FormAddress, WebhookCalls } from './WebhookCalls.tsx';
