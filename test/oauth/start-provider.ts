import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientMetadata, type Configuration, Provider } from 'oidc-provider';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

/** For the tests that teach the provider this grant. */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const CLIENTS: ClientMetadata[] = [
  {
    client_id: 'desktop',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback', 'https://elsewhere.example/cb'],
    grant_types: ['authorization_code', 'refresh_token'],
  },
  {
    client_id: 'machine',
    client_secret: 'machine-secret:100%+&/=',
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
  },
  {
    client_id: 'machine-body',
    client_secret: 'body-secret',
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
  },
  {
    client_id: 'tv',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: [],
    response_types: [],
    grant_types: [DEVICE, 'refresh_token'],
  },
  {
    client_id: 'robot',
    token_endpoint_auth_method: 'none',
    redirect_uris: [],
    response_types: [],
    grant_types: [JWT_BEARER],
  },
];

/** A real OpenID provider on this machine. */
export interface TestProvider {
  provider: Provider;
  /** Its address, without a slash at the end. */
  url: string;
  /** Fields of a credential for it. */
  fields(more: Record<string, unknown>): Record<string, unknown>;
  /** `grant_type` of every token request, in order. */
  asked: readonly string[];
  close(): Promise<void>;
}

/** Starts a provider with rotating refresh tokens, and beside it `/api`, which takes its access tokens. */
export async function startProvider(configuration: Configuration = {}): Promise<TestProvider> {
  const asked: string[] = [];
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(url, {
    clients: CLIENTS,
    scopes: ['openid', 'offline_access', 'api'],
    cookies: { keys: ['only for tests'] },
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
    },
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600, ClientCredentials: 3600, RefreshToken: 86_400 },
    ...configuration,
  });
  provider.use(async (context, next) => {
    await next();
    const { grant_type: grant } = context.oidc?.params ?? {};
    if (context.path === '/token') asked.push(String(grant));
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/api')) return answer(request, response);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
    response.writeHead(found ? 200 : 401).end(found ? 'welcome' : 'who are you?');
  });
  return {
    provider,
    url,
    asked,
    fields: (more) => ({
      authUrl: `${url}/auth`,
      tokenUrl: `${url}/token`,
      deviceUrl: `${url}/device/auth`,
      scopes: 'openid offline_access',
      ...more,
    }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
