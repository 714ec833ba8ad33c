import { doubtTime, headerOf, keyOf, NO_KEY, type Proof, sameText, WRONG_SIGNATURE } from './check.ts';
import { signParts } from './hmac.ts';

/**
 * Standard Webhooks (https://www.standardwebhooks.com), and Svix with its own names
 * for the headers: several signatures, each `v1,` and base64.
 */
export const standard: Proof = {
  secretHeaders: [],
  check(call, secret) {
    const key = keyOf(secret);
    if (key === undefined) return NO_KEY;
    const header = (name: string): string | undefined =>
      headerOf(call, `webhook-${name}`) ?? headerOf(call, `svix-${name}`);
    const [id, time, signatures] = [header('id'), header('timestamp'), header('signature')];
    if (id === undefined || signatures === undefined) {
      return 'It has no signature: the headers webhook-id, webhook-timestamp and webhook-signature belong to it.';
    }
    const bytes = Buffer.from(key.replace(/^whsec_/, ''), 'base64');
    const expected = `v1,${signParts('sha256', bytes, [`${id}.${time}.`, call.body]).toString('base64')}`;
    const isSigned = signatures.split(' ').some((given) => sameText(given, expected));
    return isSigned ? doubtTime(time, call.receivedAt) : WRONG_SIGNATURE;
  },
};
