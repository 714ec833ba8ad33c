import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parseDuration } from '#contract/flow';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import { JWT_ALGORITHMS, type JwtAlgorithm, signJwt } from '../jwt/sign-jwt.ts';
import { authorityField, trusting } from '../tls/authority.ts';
import { fillAll } from './fill.ts';

/** Seconds before its end at which a token is no longer used. */
const MARGIN = 10;

export const httpJwt = defineConnectionType({
  type: 'http.jwt',
  title: 'Signed token (JWT)',
  summary: 'A token that is signed here, with a key of yours, and sent as a bearer token.',
  icon: 'file-key',
  group: 'web',
  docs: 'For services that want the token itself. Where the signed token is first exchanged for another one (Google service accounts, Salesforce), use OAuth 2.0 with the grant "jwtBearer".\n\nFurther claims may hold `{{now}}` and `{{expires}}` (seconds since 1970) and `{{uuid}}`.',
  fields: z.object({
    algorithm: field.choice('Algorithm', JWT_ALGORITHMS).default('HS256'),
    key: field
      .secret('Key', { editor: 'multiline', help: 'The shared secret (HS…), or the private key as PEM.' })
      .min(1),
    kid: field.text('Key id', { help: 'Goes into the header of the token.' }).optional(),
    issuer: field.text('Issuer (iss)').optional(),
    subject: field.text('Subject (sub)').optional(),
    audience: field.text('Audience (aud)').optional(),
    lifetime: field.duration('Valid for', { help: 'A new token is made when it ends.' }).default('5m'),
    skew: field
      .duration('Clock difference', {
        help: 'The token counts from so long ago, for services whose clock is behind.',
      })
      .default('30s'),
    claims: field.keyValue('Further claims', { literal: true }).optional(),
    header: field
      .text('Header')
      .regex(/^[\w-]+$/, 'may hold letters, digits, - and _ only')
      .default('Authorization'),
    prefix: field.text('Before the token').default('Bearer'),
    ca: authorityField(),
  }),
  signer(credential, { now }) {
    const { values } = credential;
    const { algorithm, key, kid, issuer, subject, audience, claims, header, prefix } = values;
    const lifetime = seconds(values.lifetime);
    const skew = seconds(values.skew);
    let token = '';
    let expires = 0;
    const renew = (at: number): void => {
      const iat = at - skew;
      expires = at + lifetime;
      token = signJwt({
        algorithm: algorithm as JwtAlgorithm,
        key: String(key),
        ...(kid ? { header: { kid } } : {}),
        claims: {
          ...(issuer ? { iss: issuer } : {}),
          ...(subject ? { sub: subject } : {}),
          ...(audience ? { aud: audience } : {}),
          iat,
          nbf: iat,
          exp: expires,
          ...fillAll((claims ?? {}) as Record<string, unknown>, { now: at, expires, uuid: randomUUID }),
        },
      });
    };
    return {
      ...trusting(credential),
      sign({ headers }) {
        const at = Math.floor(now() / 1000);
        if (token === '' || at >= expires - Math.min(MARGIN, lifetime / 2)) renew(at);
        headers[String(header).toLowerCase()] = prefix ? `${prefix} ${token}` : token;
      },
      secrets: () => [String(key), token],
    };
  },
});

function seconds(duration: unknown): number {
  return Math.floor((parseDuration(String(duration)) ?? 0) / 1000);
}
