import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField, trusting } from '../tls/authority.ts';

export const httpApiKey = defineConnectionType({
  type: 'http.apiKey',
  title: 'API key',
  summary: 'A key that is sent in a header, in the address or in a cookie.',
  icon: 'key-square',
  group: 'web',
  docs: 'The documentation of the service says where it wants the key. A header is the safest place: addresses end up in the logs of servers.',
  fields: z.object({
    key: field.secret('Key').min(1),
    place: field.choice('Sent in', ['header', 'query', 'cookie']).default('header'),
    name: field
      .text('Name', { placeholder: 'X-API-Key', help: 'Of the header, parameter or cookie.' })
      .regex(/^[\w!#$%&'*+.^`|~[\]-]+$/, 'may not hold spaces or line breaks')
      .default('X-API-Key'),
    prefix: field
      .text('Before the key', {
        placeholder: 'Token ',
        help: 'Put right before the key; end it with a space where one is wanted.',
      })
      .optional(),
    ca: authorityField(),
  }),
  signer(credential) {
    const { values } = credential;
    const key = String(values.key).trim();
    const name = String(values.name);
    const text = `${values.prefix ?? ''}${key}`;
    return {
      ...trusting(credential),
      sign({ url, headers }) {
        if (values.place === 'query') url.searchParams.set(name, text);
        else if (values.place === 'cookie') {
          const cookie = `${name}=${text}`;
          headers.cookie = headers.cookie === undefined ? cookie : `${headers.cookie}; ${cookie}`;
        } else headers[name.toLowerCase()] = text;
      },
      secrets: () => [key],
    };
  },
});
