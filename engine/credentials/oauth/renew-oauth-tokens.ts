import type { Credential } from '../credential.ts';
import type { SignerServices } from '../signer.ts';
import { readSettings } from './settings.ts';
import { tokenKeeper } from './token-keeper.ts';

/**
 * Tries whether a credential of type `http.oauth2` still works: gets new tokens, or where that
 * takes the user sees whether there is one that has not ended.
 *
 * @returns the host that gave them
 * @throws UserError `SIGN_IN_NEEDED`, `RECONNECT`; what the token endpoint refuses
 */
export async function renewOAuthTokens(
  credential: Credential,
  services: SignerServices,
  signal: AbortSignal,
): Promise<string> {
  await tokenKeeper(services.store, credential.id).renew(services, signal);
  return new URL(readSettings(credential).tokenUrl).host;
}
