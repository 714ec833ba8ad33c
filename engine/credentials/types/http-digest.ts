import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { answerChallenge, type DigestChallenge, readChallenge } from '../digest/index.ts';
import { authorityField, trusting } from '../tls/authority.ts';

export const httpDigest = defineConnectionType({
  type: 'http.digest',
  title: 'Digest',
  summary: 'A user name and a password that is never sent itself (HTTP Digest).',
  icon: 'fingerprint',
  group: 'web',
  docs: 'The service sends a challenge with its first refusal, and the same request is sent once more with the answer to it.',
  fields: z.object({
    user: field.text('User').min(1),
    password: field.secret('Password'),
    ca: authorityField(),
  }),
  signer(credential) {
    const { values } = credential;
    const login = { user: String(values.user), password: String(values.password ?? '') };
    /** The last challenge of each origin, and how often it was answered. */
    const challenges = new Map<string, { challenge: DigestChallenge; count: number }>();
    return {
      ...trusting(credential),
      sign(request) {
        const known = challenges.get(request.url.origin);
        if (!known) return;
        known.count++;
        request.headers.authorization = answerChallenge(known.challenge, login, request, known.count);
      },
      async refused({ status, headers }, request) {
        if (status !== 401) return false;
        const challenge = readChallenge(headers['www-authenticate'] ?? '', request.body === 'stream');
        if (!challenge) return false;
        // Where an answer to a fresh challenge was refused, another one would be too: the password is wrong.
        const wrong = request.headers.authorization?.startsWith('Digest ') && !challenge.stale;
        challenges.set(request.url.origin, { challenge, count: 0 });
        return !wrong;
      },
      secrets: () => [login.password],
    };
  },
});
