import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';

export const httpBearer = defineConnectionType({
  type: 'http.bearer',
  title: 'Bearer token',
  summary: 'Sends a token in the Authorization header.',
  icon: 'key-round',
  group: 'web',
  fields: z.object({ token: field.secret('Token') }),
  signer: ({ values }) => ({
    sign: ({ headers }) => {
      headers.authorization = `Bearer ${values.token}`;
    },
    secrets: () => [String(values.token)],
  }),
});
