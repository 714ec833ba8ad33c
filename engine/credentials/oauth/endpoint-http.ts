import type { HttpClient } from '#contract/node';
import type { HttpAccess, SigningHttp } from '../http-access.ts';
import type { RequestSigner } from '../signer.ts';

/**
 * Works with a client for the endpoints of a credential: they may have a certificate of the same
 * company as the API.
 *
 * @param ca certificate authority to trust instead of the usual ones, PEM
 */
export async function withEndpointHttp<T>(
  http: SigningHttp,
  ca: string | undefined,
  work: (http: HttpClient) => Promise<T>,
): Promise<T> {
  if (ca === undefined) return work(http);
  const signer: RequestSigner = { tls: { ca }, sign: () => undefined, secrets: () => [] };
  const access: HttpAccess = {
    signer,
    // Nothing of the credential is put on by signing, and the user has named the address.
    admit: () => 'named',
    turn: async () => ({ more: () => undefined, over: () => undefined }),
    learn: () => undefined,
    answered: () => undefined,
  };
  try {
    return await work(http.through(access));
  } finally {
    http.forget(signer);
  }
}
