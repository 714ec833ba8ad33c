import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField, trusting } from '../tls/authority.ts';

export const httpBearer = defineConnectionType({
  type: 'http.bearer',
  title: 'Bearer token',
  summary: 'A token that is sent in the Authorization header.',
  icon: 'key-round',
  group: 'web',
  fields: z.object({
    token: field.secret('Token', { help: 'As the service shows it, without the word Bearer.' }).min(1),
    scheme: field
      .text('Scheme', { help: 'The word before the token; a few services want another one.' })
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]*$/, 'is one word')
      .default('Bearer'),
    ca: authorityField(),
  }),
  signer(credential) {
    const { values } = credential;
    const token = String(values.token ?? '').trim();
    const scheme = String(values.scheme ?? 'Bearer');
    return {
      ...trusting(credential),
      sign(request) {
        request.headers.authorization = scheme === '' ? token : `${scheme} ${token}`;
      },
      secrets: () => [token],
    };
  },
});
