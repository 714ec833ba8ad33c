export { hasSecretService, type SecretService, startSecretService } from './secret-service.ts';
