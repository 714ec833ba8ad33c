import { doubtTime, headerOf, NO_KEY, type Proof, sameText, signingKey, WRONG_SIGNATURE } from './check.ts';
import { signParts } from './hmac.ts';

const HEADER = 'stripe-signature';

/** Stripe: `t=…,v1=…`, with more than one `v1` while a key is being replaced. */
export const stripe: Proof = {
  secretHeaders: [],
  check(call, secret) {
    const key = signingKey(secret);
    if (key === undefined) return NO_KEY;
    const header = headerOf(call, HEADER);
    if (header === undefined) return `It has no signature: the header ${HEADER} is missing.`;
    const parts = header.split(',').map((part) => part.trim().split('=', 2) as [string, string?]);
    const time = parts.find(([name]) => name === 't')?.[1];
    const given = parts.filter(([name]) => name === 'v1').map(([, value = '']) => value);
    const expected = signParts('sha256', key, [`${time}.`, call.body]).toString('hex');
    if (!given.some((signature) => sameText(signature, expected))) return WRONG_SIGNATURE;
    return doubtTime(time, call.receivedAt);
  },
};
