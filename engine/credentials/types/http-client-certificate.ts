import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField } from '../tls/authority.ts';
import { checkPair, readCertificate } from '../tls/read-pem.ts';

export const httpClientCertificate = defineConnectionType({
  type: 'http.clientCertificate',
  title: 'Client certificate',
  summary:
    'A certificate of your own, for services that ask for one; or only a company certificate authority to trust.',
  icon: 'id-card',
  group: 'web',
  docs: 'All in PEM form: text that begins with `-----BEGIN`. A file that ends in .p12 or .pfx holds certificate and key together; `openssl pkcs12 -in file.p12 -nodes` writes them as PEM.',
  fields: z
    .object({
      cert: field
        .text('Certificate', {
          editor: 'multiline',
          help: 'With the certificates between it and the root, where there are any.',
        })
        .optional(),
      key: field.secret('Private key', { editor: 'multiline' }).optional(),
      passphrase: field.secret('Passphrase', { help: 'Where the key is protected with one.' }).optional(),
      ca: authorityField(),
    })
    .refine(({ cert, ca }) => Boolean(cert || ca), {
      path: ['cert'],
      message: 'is needed, or an authority to trust',
    })
    .refine(({ cert, key }) => !cert || Boolean(key), {
      path: ['key'],
      message: 'is needed with a certificate',
    }),
  signer({ name, values }) {
    const [cert, key, passphrase, ca] = [values.cert, values.key, values.passphrase, values.ca].map(
      (value) => (typeof value === 'string' && value.trim() !== '' ? value : undefined),
    );
    if (cert !== undefined) checkPair(name, cert, key ?? '', passphrase);
    if (ca !== undefined) readCertificate(name, ca, 'certificate authority');
    return {
      sign: () => undefined,
      tls: {
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
        ...(passphrase === undefined ? {} : { passphrase }),
        ...(ca === undefined ? {} : { ca }),
      },
      secrets: () => [key, passphrase].filter((text) => text !== undefined),
    };
  },
});
