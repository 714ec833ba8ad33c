import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';

export const httpBasic = defineConnectionType({
  type: 'http.basic',
  title: 'User name and password',
  summary: 'Signs in with a user name and a password (HTTP Basic).',
  icon: 'user-round',
  group: 'web',
  fields: z.object({ user: field.text('User name'), password: field.secret('Password') }),
  signer: ({ values }) => {
    const pair = Buffer.from(`${values.user}:${values.password}`).toString('base64');
    return {
      sign: ({ headers }) => {
        headers.authorization = `Basic ${pair}`;
      },
      secrets: () => [String(values.password), pair],
    };
  },
});
