import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField, trusting } from '../tls/authority.ts';

export const httpBasic = defineConnectionType({
  type: 'http.basic',
  title: 'User and password',
  summary: 'Basic authentication: a user name and a password with every request.',
  icon: 'user-lock',
  group: 'web',
  docs: 'Some services take an API key as the user name and no password at all.',
  fields: z.object({
    user: field.text('User').regex(/^[^:]*$/, 'may not hold a colon'),
    password: field.secret('Password').optional(),
    ca: authorityField(),
  }),
  signer(credential) {
    const { values } = credential;
    const password = String(values.password ?? '');
    const login = Buffer.from(`${values.user ?? ''}:${password}`).toString('base64');
    return {
      ...trusting(credential),
      sign(request) {
        request.headers.authorization = `Basic ${login}`;
      },
      secrets: () => [login, password],
    };
  },
});
