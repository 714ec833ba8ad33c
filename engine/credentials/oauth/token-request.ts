import type { OAuthSettings } from './fields.ts';
import { basicLogin } from './settings.ts';
import { fillTemplate } from './template.ts';

/** A request to the token endpoint, or another one of the same service. */
export interface TokenRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

type Params = Readonly<Record<string, string | undefined>>;

const FORM = 'application/x-www-form-urlencoded';

/** A form with the client's own id, and its secret as the service wants it. */
export function clientRequest(settings: OAuthSettings, url: string, params: Params): TokenRequest {
  const { clientId, clientSecret, tokenAuth } = settings;
  const secret = tokenAuth === 'none' ? undefined : clientSecret;
  const basic = tokenAuth === 'basic' && secret !== undefined;
  return formRequest(
    url,
    {
      ...params,
      client_id: basic ? undefined : clientId,
      client_secret: basic ? undefined : secret,
    },
    basic ? { authorization: `Basic ${basicLogin(clientId ?? '', secret)}` } : {},
  );
}

/** A form without a word on the client. */
export function formRequest(url: string, params: Params, headers: Record<string, string> = {}): TokenRequest {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) form.set(name, value);
  return {
    method: 'POST',
    url,
    // Some services answer with a form unless asked for JSON.
    headers: { accept: 'application/json', 'content-type': FORM, ...headers },
    body: form.toString(),
  };
}

/** The request that the user has written for grant `custom`, its placeholders filled in. */
export function customRequest(settings: OAuthSettings): TokenRequest {
  const { tokenMethod: method, tokenHeaders, tokenBody, tokenUrl } = settings;
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const [name, value] of Object.entries(tokenHeaders ?? {})) {
    headers[name.toLowerCase()] = fillTemplate(String(value), settings, 'plain');
  }
  const body = method === 'GET' ? undefined : tokenBody;
  if (body !== undefined)
    headers['content-type'] ??= body.trimStart().startsWith('{') ? 'application/json' : FORM;
  const kind = headers['content-type'] ?? '';
  return {
    method,
    // What is filled in is escaped, and no placeholder stands in the host.
    url: fillTemplate(tokenUrl, settings, 'url'),
    headers,
    body:
      body &&
      fillTemplate(body, settings, /json/i.test(kind) ? 'json' : kind.includes(FORM) ? 'url' : 'plain'),
  };
}

/** Parameters that the user has added, as text. */
export function extraParams({ extraParams: extra }: OAuthSettings): Record<string, string> {
  return Object.fromEntries(Object.entries(extra ?? {}).map(([name, value]) => [name, String(value)]));
}
