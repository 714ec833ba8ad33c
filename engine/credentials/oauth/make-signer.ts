import type { Credential } from '../credential.ts';
import type { RequestSigner, SignerServices } from '../signer.ts';
import { trusting } from '../tls/authority.ts';
import { placeToken, tokenOn } from './place-token.ts';
import { readSettings, secretTexts } from './settings.ts';
import { tokenKeeper } from './token-keeper.ts';

/** Signs requests with an OAuth 2.0 access token, renewed when it ends or is refused. */
export function makeOAuthSigner(credential: Credential, services: SignerServices): RequestSigner {
  const settings = readSettings(credential);
  const keeper = tokenKeeper(services.store, credential.id);

  return {
    ...trusting(credential),
    async sign(request, signal) {
      placeToken(request, settings, await keeper.current(services, settings, signal));
    },

    async refused({ status, headers }, request, signal) {
      const token = tokenOn(request, settings);
      const isAboutToken = isRefusedToken(status, headers['www-authenticate'] ?? '');
      if (isAboutToken && token !== undefined && (await keeper.replace(services, token, signal))) return true;
      if (status === 401) {
        const problem = `${request.url.host} refuses even a fresh token. Check the scopes and what the account may do.`;
        services.store.note(credential.id, { health: 'failing', problem });
      }
      return false;
    },

    secrets() {
      const { accessToken, refreshToken, previousRefreshToken } = keeper.tokens ?? {};
      const tokens = [accessToken, refreshToken, previousRefreshToken].filter((text) => text !== undefined);
      return [...secretTexts(settings), ...tokens];
    },
  };
}

/** Whether another token may help: it does not against a lack of rights. */
function isRefusedToken(status: number, challenge: string): boolean {
  if (/insufficient_scope/i.test(challenge)) return false;
  return status === 401 || (status === 403 && /invalid_token/i.test(challenge));
}
