import type { HttpClient } from '#contract/node';
import type { HostMatch } from './hosts.ts';
import type { RequestSigner } from './signer.ts';

/** What a client needs in order to send requests with a credential. */
export interface HttpAccess {
  readonly signer: RequestSigner;
  /**
   * Says how the credential may be used with an address. Private networks are reached only where
   * the host itself is `named`.
   *
   * @throws UserError `CONNECTION_HOST` where it may not
   */
  admit(url: URL): HostMatch;
  /** Waits for its turn under the credential's rate limit; the turn lasts until it is over. */
  turn(signal: AbortSignal): Promise<Turn>;
  /** Called whenever the signer has signed: it may know new secrets now. */
  learn(): void;
  /** Hears the status of each answer. */
  answered(url: URL, status: number): void;
}

/** One request under way. */
export interface Turn {
  /** Another request within the same turn: a redirect, or one sent anew. */
  more(): void;
  /** May be called several times. */
  over(): void;
}

/** An HTTP client that can also send with credentials. */
export interface SigningHttp extends HttpClient {
  through(access: HttpAccess): HttpClient;
  /** Lets go of the connections that were made with the certificate of a signer. */
  forget(signer: RequestSigner): void;
}
