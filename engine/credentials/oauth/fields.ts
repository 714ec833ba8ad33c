import { z } from 'zod';
import { field } from '#contract/node';
import { JWT_ALGORITHMS } from '../jwt/sign-jwt.ts';
import { authorityField } from '../tls/authority.ts';
import { refuseAddress } from './address.ts';

const GRANTS = [
  'authorizationCode',
  'clientCredentials',
  'deviceCode',
  'refreshToken',
  'jwtBearer',
  'custom',
] as const;

export type Grant = (typeof GRANTS)[number];

const on = (...grant: Grant[]) => ({ showIf: { grant } });
const address = (label: string, meta: Parameters<typeof field.text>[1]) =>
  field
    .text(label, { editor: 'url', placeholder: 'https://', ...meta })
    // An empty one counts as left out.
    .refine((url) => url === '' || refuseAddress(url) === undefined, {
      error: ({ input }) => refuseAddress(String(input)) ?? '',
    });

const WITH_CLIENT = on('authorizationCode', 'clientCredentials', 'deviceCode', 'refreshToken', 'custom');
const STANDARD = on('authorizationCode', 'clientCredentials', 'deviceCode', 'refreshToken', 'jwtBearer');
const CUSTOM = on('custom');
const JWT = on('jwtBearer');

/** What is missing without which a grant cannot even be tried. Secrets are looked for when they are used. */
const NEEDED: Readonly<Record<Grant, readonly string[]>> = {
  authorizationCode: ['authUrl', 'clientId'],
  clientCredentials: ['clientId'],
  deviceCode: ['deviceUrl', 'clientId'],
  refreshToken: [],
  jwtBearer: [],
  custom: [],
};

/** What the connection type `http.oauth2` asks for. */
export const oauthFields = z
  .object({
    grant: field
      .choice('Grant', GRANTS, {
        help: 'How tokens are got: by signing in in a browser, as the app itself, with a code typed elsewhere, from a refresh token you have, from a signed JWT (service accounts), or by a request of your own.',
      })
      .default('authorizationCode'),
    authUrl: address('Sign-in address', {
      help: 'Where the browser goes; the service calls it authorization endpoint.',
      ...on('authorizationCode'),
    }).optional(),
    deviceUrl: address('Device address', {
      help: 'Where codes for devices come from; the service calls it device authorization endpoint.',
      ...on('deviceCode'),
    }).optional(),
    tokenUrl: address('Token address', { help: 'Where tokens come from; it often ends in /token.' }),
    clientId: field.text('Client id', WITH_CLIENT).optional(),
    clientSecret: field
      .secret('Client secret', {
        help: 'Left empty for apps without one (public clients).',
        ...WITH_CLIENT,
      })
      .optional(),
    tokenAuth: field
      .choice('Client shows itself by', ['basic', 'body', 'none'], {
        help: 'A Basic header is the standard; some services want id and secret in the body. Without a secret only the id is sent.',
        ...on('authorizationCode', 'clientCredentials', 'deviceCode', 'refreshToken'),
      })
      .default('basic'),
    refreshToken: field
      .secret('Refresh token', {
        help: 'One that you already have; where the service gives a new one, the new one is used from then on.',
        ...on('refreshToken', 'custom'),
      })
      .optional(),
    scopes: field
      .text('Scopes', { help: 'As the service writes them, usually with spaces between them.' })
      .optional(),
    audience: field
      .text('Audience', { help: 'Only where the service asks for one.', ...STANDARD })
      .optional(),
    resource: field
      .text('Resource', {
        help: 'The API that tokens are for; only where the service asks for it.',
        ...STANDARD,
      })
      .optional(),
    pkce: field
      .toggle('PKCE', {
        help: 'Protects the sign-in; off only for services that refuse it.',
        ...on('authorizationCode'),
      })
      .default(true),
    redirectUrl: field
      .text('Redirect address', {
        editor: 'url',
        placeholder: 'http://127.0.0.1/callback',
        help: 'As registered with the service. Left empty: http://127.0.0.1/callback with any free port. One that is not on this machine works by copying the address back.',
        ...on('authorizationCode'),
      })
      .optional(),
    extraParams: field
      .keyValue('Further parameters', {
        help: 'Added to the sign-in address; with grants without one, to the token request.',
        ...STANDARD,
      })
      .optional(),
    jwtKey: field
      .secret('Private key', {
        editor: 'multiline',
        help: 'PEM, or the whole JSON key file of a Google service account; with HS256 and its like the shared secret.',
        ...JWT,
      })
      .optional(),
    jwtAlgorithm: field.choice('Algorithm', JWT_ALGORITHMS, JWT).default('RS256'),
    jwtKeyId: field
      .text('Key id', { help: 'Where the service tells keys apart by an id.', ...JWT })
      .optional(),
    jwtIssuer: field
      .text('Issuer', { help: 'Who asks: often the client id or the service account.', ...JWT })
      .optional(),
    jwtSubject: field
      .text('Subject', { help: 'For whom; left empty it is the issuer itself.', ...JWT })
      .optional(),
    jwtAudience: field
      .text('Audience of the JWT', { help: 'Left empty it is the token address.', ...JWT })
      .optional(),
    jwtClaims: field.keyValue('Further claims', JWT).optional(),
    username: field.text('User name', { help: 'Stands for {{username}} below.', ...CUSTOM }).optional(),
    password: field.secret('Password', { help: 'Stands for {{password}} below.', ...CUSTOM }).optional(),
    tokenMethod: field.choice('Method', ['POST', 'GET', 'PUT'], CUSTOM).default('POST'),
    tokenHeaders: field
      .keyValue('Headers', {
        help: 'Values may hold fields of this form, such as {{clientId}}.',
        literal: true,
        ...CUSTOM,
      })
      .optional(),
    tokenBody: field
      .text('Body', {
        editor: 'multiline',
        literal: true,
        placeholder: '{"user": "{{username}}", "password": "{{password}}"}',
        help: 'What is put in for {{…}} is written as JSON or form text wants it, as the header content-type says.',
        ...CUSTOM,
      })
      .optional(),
    tokenPath: field
      .text('Token is in', {
        help: 'Where the answer holds it; dots reach into objects.',
        ...on('custom', 'authorizationCode'),
      })
      .default('access_token'),
    lifePath: field
      .text('Its life is in', {
        help: 'Seconds, or the time of its end; dots reach into objects.',
        ...CUSTOM,
      })
      .default('expires_in'),
    tokenLife: field
      .duration('Its life otherwise', { help: 'Where the answer does not tell, for example 1h.', ...CUSTOM })
      .optional(),
    tokenPlace: field
      .choice('Token goes into', ['header', 'query'], { help: 'The standard is a header.' })
      .default('header'),
    headerName: field.text('Header', { showIf: { tokenPlace: ['header'] } }).default('Authorization'),
    headerPrefix: field.text('Before the token', { showIf: { tokenPlace: ['header'] } }).default('Bearer'),
    queryName: field.text('Parameter', { showIf: { tokenPlace: ['query'] } }).default('access_token'),
    ca: authorityField(),
  })
  .superRefine((values, context) => {
    for (const name of NEEDED[values.grant]) {
      if (values[name as keyof typeof values]) continue;
      context.addIssue({ code: 'custom', path: [name], message: 'is needed for this grant' });
    }
  });

export type OAuthSettings = z.output<typeof oauthFields>;
