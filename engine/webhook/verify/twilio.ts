import { createHash } from 'node:crypto';
import type { WholeCall } from '../listen/index.ts';
import { headerOf, NO_KEY, type Proof, sameText, signingKey, WRONG_SIGNATURE } from './check.ts';
import { signParts } from './hmac.ts';

const HEADER = 'x-twilio-signature';

/**
 * Twilio signs the address it called and the fields of the form; of other bodies their
 * hash is in the address. Behind a tunnel the address is the public one.
 */
export const twilio: Proof = {
  secretHeaders: [],
  check(call, secret) {
    const key = signingKey(secret);
    if (key === undefined) return NO_KEY;
    const given = headerOf(call, HEADER);
    if (given === undefined) return `It has no signature: the header ${HEADER} is missing.`;
    const isForm = (headerOf(call, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded');
    const fields = isForm ? formText(call.body) : '';
    const isSigned = addressesOf(call).some((address) =>
      sameText(given, signParts('sha1', key, [address + fields]).toString('base64')),
    );
    if (!isSigned) return WRONG_SIGNATURE;
    return isForm || hashFits(call) ? undefined : 'The body is not the one whose hash is in the address.';
  },
};

/** The address as Twilio may have written it: with and without the port. */
function addressesOf(call: WholeCall): string[] {
  const host = headerOf(call, 'x-forwarded-host') ?? headerOf(call, 'host') ?? '';
  const bare = host.replace(/:\d+$/, '');
  const names = new Set([host, bare, `${bare}:443`, `${bare}:80`]);
  // What a relay has cut off the path.
  const url = (headerOf(call, 'x-forwarded-prefix') ?? '') + call.url;
  return [...names].flatMap((name) => [`https://${name}${url}`, `http://${name}${url}`]);
}

function formText(body: Buffer): string {
  const fields = new URLSearchParams(body.toString('utf8'));
  const names = [...new Set(fields.keys())].sort();
  return names
    .map((name) =>
      [...new Set(fields.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}

function hashFits(call: WholeCall): boolean {
  const expected = new URLSearchParams(call.search).get('bodySHA256');
  if (expected === null) return call.body.byteLength === 0;
  return sameText(createHash('sha256').update(call.body).digest('hex'), expected.toLowerCase());
}
