export type {
  BoundSlot,
  CredentialDraft,
  CredentialEntry,
  CredentialHealth,
  RateLimit,
  SignInNews,
  VaultStatus,
} from './credential.ts';
export { credentialDraft, credentialId } from './credential-draft.ts';
export {
  type ConnectionGroup,
  type ConnectionTypeDescription,
  type ConnectionTypeForm,
  describeConnectionType,
  secretFields,
} from './describe.ts';
export type { ConnectionPreset } from './preset.ts';
