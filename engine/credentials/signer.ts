import type { Credential, CredentialStore } from './credential.ts';
import type { SigningHttp } from './http-access.ts';

/** A request about to be sent; signing changes its `url` and `headers` (lower-case names) in place. */
export interface SignableRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  /** Undefined where there is none; `'stream'` where its bytes are not known beforehand. */
  body: string | Uint8Array | 'stream' | undefined;
}

/** Puts a credential on requests. One lives as long as its credential stays as it is. */
export interface RequestSigner {
  /** Called for each attempt and each redirect, only ever for hosts that the credential is allowed for. */
  sign(request: SignableRequest, signal: AbortSignal): Promise<void> | void;
  /**
   * The service refused the request (401, 403, 407). Says whether it is worth sending once
   * more, signed anew: after a refresh, or with the challenge answered.
   */
  refused?(
    answer: { status: number; headers: Readonly<Record<string, string>> },
    request: SignableRequest,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Certificate of the client, and authorities to trust, PEM. */
  tls?: { cert?: string; key?: string; passphrase?: string; ca?: string };
  /** Every secret text it may put on the wire now, for masking. */
  secrets(): readonly string[];
}

/** What makes a signer. */
export interface SignerServices {
  store: CredentialStore;
  /** For token endpoints: no credential of its own, the same address checks. */
  http: SigningHttp;
  /** Milliseconds since 1970. */
  now(): number;
}

/** How connection types of the web sign requests. */
export type MakeSigner = (credential: Credential, services: SignerServices) => RequestSigner;
