import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '#contract/error';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';

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
      ca: field
        .text('Certificate authority', {
          editor: 'multiline',
          help: 'Trusted for this connection instead of the usual ones; for services with a certificate of a company.',
        })
        .optional(),
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

/** What TLS would say of these in the middle of a handshake, said before anything is sent and in words. */
function checkPair(name: string, cert: string, key: string, passphrase: string | undefined): void {
  const certificate = readCertificate(name, cert, 'certificate');
  const privateKey = readKey(name, key, passphrase);
  if (certificate.checkPrivateKey(privateKey)) return;
  throw unusable(
    `the certificate of the credential "${name}" does not belong to its private key`,
    'Paste the key that was made together with the certificate.',
  );
}

function readCertificate(name: string, pem: string, what: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw unusable(
      `the ${what} of the credential "${name}" cannot be read`,
      'Paste it as PEM, from "-----BEGIN CERTIFICATE-----" to "-----END CERTIFICATE-----".',
    );
  }
}

function readKey(
  name: string,
  pem: string,
  passphrase: string | undefined,
): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    // The reason may quote the key.
    throw unusable(
      `the private key of the credential "${name}" cannot be read`,
      'Paste it as PEM; where it is protected, check its passphrase.',
    );
  }
}

function unusable(message: string, hint: string): UserError {
  return new UserError(message, { code: 'CLIENT_CERTIFICATE', hint });
}
