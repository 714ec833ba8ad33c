import { createPrivateKey, X509Certificate } from 'node:crypto';
import { UserError } from '#contract/error';

/** What TLS would say of these in the middle of a handshake, said before anything is sent and in words. @throws UserError `CLIENT_CERTIFICATE` */
export function checkPair(name: string, cert: string, key: string, passphrase: string | undefined): void {
  const certificate = readCertificate(name, cert, 'certificate');
  const privateKey = readKey(name, key, passphrase);
  if (certificate.checkPrivateKey(privateKey)) return;
  throw unusable(
    `the certificate of the credential "${name}" does not belong to its private key`,
    'Paste the key that was made together with the certificate.',
  );
}

/** @throws UserError `CLIENT_CERTIFICATE` */
export function readCertificate(name: string, pem: string, what: string): X509Certificate {
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
