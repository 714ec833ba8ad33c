export type { Binding } from './bindings/binding-table.ts';
export { suggest as suggestCredentials } from './bindings/suggest.ts';
export type { SlotBinding } from './bindings/vault-bindings.ts';
export type { Connection, ConnectionUser } from './connection.ts';
export { type ConnectionType, defineConnectionType } from './connection-type.ts';
export {
  type Bindings,
  Connections,
  type ConnectionsOptions,
  noCredentials,
  type SlotAsk,
} from './connections.ts';
export type { Credential, CredentialNews, CredentialStore } from './credential.ts';
export type { HttpAccess, SigningHttp, Turn } from './http-access.ts';
export { type Keychain, systemKeychain } from './keychain/index.ts';
export { MASK, Masker, maskBytes } from './mask/index.ts';
export { oauth2, SignIns } from './oauth/index.ts';
export type { MakeSigner, RequestSigner, SignableRequest, SignerServices } from './signer.ts';
export { exportCredentials, importCredentials } from './transfer/transfer.ts';
export { LARGEST_TRANSFER } from './transfer/transfer-file.ts';
export { connectionTypes } from './types/index.ts';
export { type CredentialSummary, Vault, type VaultOptions } from './vault/vault.ts';
