import type { WebhookSettings } from '../settings.ts';
import type { Proof } from './check.ts';
import { hmacProof } from './hmac.ts';
import { jwt } from './jwt.ts';
import { SCHEMES } from './schemes.ts';
import { basic, bearer, headerSecret } from './sign-in.ts';
import { standard } from './standard.ts';
import { stripe } from './stripe.ts';
import { twilio } from './twilio.ts';

export { type Doubt, keyOf, type Proof, type SecretValues, sameText, secretText } from './check.ts';
export { signParts } from './hmac.ts';

/** How callers of a trigger have to prove who they are: all of these. */
export function proofsOf({ auth, authHeader, signature, hmac }: WebhookSettings): Proof[] {
  const signIns = { basic, bearer, jwt, header: headerSecret(authHeader) };
  const signed = { stripe, twilio, standard };
  const proofs: Proof[] = auth === undefined ? [] : [signIns[auth]];
  if (signature === 'hmac') proofs.push(hmacProof(hmac));
  else if (signature !== undefined) {
    proofs.push(
      signature in signed
        ? signed[signature as keyof typeof signed]
        : hmacProof(SCHEMES[signature as keyof typeof SCHEMES]),
    );
  }
  return proofs;
}
