import { field } from '#contract/node';
import type { Credential } from '../credential.ts';
import type { RequestSigner } from '../signer.ts';
import { readCertificate } from './read-pem.ts';

/** The field `ca` of connection types of the web. */
export const authorityField = () =>
  field
    .text('Certificate authority', {
      editor: 'multiline',
      placeholder: '-----BEGIN CERTIFICATE-----',
      help: 'Only for services with a certificate of a company: PEM, trusted for this connection instead of the usual authorities.',
    })
    .optional();

/**
 * How a signer trusts the authority in the field `ca`, where there is one.
 *
 * @throws UserError `CLIENT_CERTIFICATE` where it cannot be read
 */
export function trusting({ name, values }: Credential): Pick<RequestSigner, 'tls'> {
  const { ca } = values;
  if (typeof ca !== 'string' || ca.trim() === '') return {};
  readCertificate(name, ca, 'certificate authority');
  return { tls: { ca } };
}
