export type { Binding } from './bindings/bindings.ts';
export { suggest as suggestCredentials } from './bindings/suggest.ts';
export { type ConnectionType, defineConnectionType } from './connection-type.ts';
export type { Credential, CredentialNews, CredentialStore } from './credential.ts';
export { type Keychain, systemKeychain } from './keychain/index.ts';
export type { MakeSigner, RequestSigner, SignableRequest, SignerServices } from './signer.ts';
export { connectionTypes } from './types/index.ts';
export { type CredentialSummary, Vault, type VaultOptions } from './vault/vault.ts';
