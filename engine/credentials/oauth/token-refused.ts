import { UserError } from '#contract/error';

const HINTS: Readonly<Record<string, string>> = {
  invalid_client:
    'Check client id and secret; some services want them in the body instead of a Basic header.',
  unauthorized_client:
    'Allow this grant for the app in the settings of the service, or choose another grant.',
  unsupported_grant_type: 'Choose a grant that the service supports.',
  invalid_scope: 'Check the scopes of the connection: the service does not know them or does not allow them.',
  access_denied: 'Sign in again and allow the access, or ask who administers the service.',
  redirect_uri_mismatch: 'Register the redirect address of the connection with the service.',
};

/** A token endpoint has said no, with one of the codes of RFC 6749, 5.2 (or its own). */
export class TokenRefused extends UserError {
  /** For example `invalid_grant`. */
  readonly error: string;
  /** Milliseconds by which the other side's clock is ahead of ours, where it tells. */
  readonly skew: number | undefined;

  /** @param description what the service says about it, without secrets */
  constructor(host: string, error: string, description: string, skew: number | undefined) {
    const said = description && description !== error ? `${error}: ${description}` : error;
    super(`${host} refused to give a token (${said.replace(/\.$/, '')})`, {
      code: 'TOKEN_REFUSED',
      hint: HINTS[error] ?? 'Check the settings of the connection and those of the app at the service.',
      detail: { host, error },
    });
    this.error = error;
    this.skew = skew;
  }
}
