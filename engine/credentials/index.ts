export type { Connection, ConnectionUser } from './connection.ts';
export { type ConnectionType, defineConnectionType } from './connection-type.ts';
export {
  Connections,
  type ConnectionsOptions,
  noCredentials,
  type SlotAsk,
  type SlotBindings,
} from './connections.ts';
export type { Credential, CredentialNews, CredentialStore } from './credential.ts';
export type { HttpAccess, SigningHttp, Turn } from './http-access.ts';
export { MASK, Masker, maskBytes } from './mask/index.ts';
export type { MakeSigner, RequestSigner, SignableRequest, SignerServices } from './signer.ts';
export { connectionTypes } from './types/index.ts';
