export { type ConnectionType, defineConnectionType } from './connection-type.ts';
export type { Credential, CredentialNews, CredentialStore } from './credential.ts';
export { oauth2, SignIns } from './oauth/index.ts';
export type { MakeSigner, RequestSigner, SignableRequest, SignerServices } from './signer.ts';
