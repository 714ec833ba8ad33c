import type { CredentialTest } from '#contract/api';
import type { ConnectionPreset } from '#contract/connection';
import { FlowError } from '#contract/error';
import type { Connections } from './connections.ts';
import { Masker } from './mask/index.ts';
import { renewOAuthTokens } from './oauth/index.ts';
import { connectionPresets } from './presets/index.ts';
import { type ReachPoint, tryReach } from './try-reach.ts';

/** What a credential is tried with. */
export interface CredentialTrial {
  /** An address to get; else the harmless request that its preset knows, else the token endpoint where it has one. */
  url?: string | undefined;
  signal: AbortSignal;
}

/** Milliseconds; the user looks on. */
const TIMEOUT = 30_000;

/**
 * Uses a credential once and says how that went. What the other side answers is not looked at
 * beyond its status, and never shown.
 *
 * @throws UserError `CREDENTIAL_GONE`, `VAULT_LOCKED` and the like: the credential could not be opened
 */
export async function testCredential(
  connections: Connections,
  id: string,
  { url, signal }: CredentialTrial,
): Promise<CredentialTest> {
  const { credential, type, secrets } = await connections.open(id);
  const preset = connectionPresets.find((known) => known.id === credential.preset);
  const target = url === undefined ? preset?.test : ({ method: 'GET', url } as const);
  try {
    if (target) return await send(connections, id, target, signal);
    if (type.type === 'http.oauth2') {
      const host = await renewOAuthTokens(credential, connections.services, signal);
      return { ok: true, message: `${host} gave a token`, hint: undefined };
    }
    const point = type.reachAt?.(credential.values);
    if (point) return await reach(point, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof FlowError) || error.kind === 'engine') throw error;
    const masker = new Masker();
    masker.learn(secrets());
    return { ok: false, ...masker.excerpt({ message: error.message, hint: error.hint }) };
  }
  return type.signer
    ? failed(
        'There is nothing to try it with',
        'Give the address of something that only signed requests get.',
      )
    : failed(`${type.title} cannot be tried here`, 'Run a node that uses it.');
}

/** Of what is not of the web; signing in is left to the nodes that know how. */
async function reach(point: ReachPoint, signal: AbortSignal): Promise<CredentialTest> {
  await tryReach(point, signal);
  const message = `${point.host}:${point.port} answers. It was not signed in to: a flow that uses it will`;
  return { ok: true, message, hint: undefined };
}

async function send(
  connections: Connections,
  id: string,
  { method, url, body }: NonNullable<ConnectionPreset['test']>,
  signal: AbortSignal,
): Promise<CredentialTest> {
  const { http } = await connections.openAlone(id);
  const response = await http.request({
    method,
    url,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    signal,
    timeout: TIMEOUT,
    // Whom a service does not know it often sends to a page for logging in, which answers with 200.
    maxRedirects: 0,
  });
  for await (const _ of response.body) break;
  return verdict(new URL(url).host, response.status);
}

function verdict(host: string, status: number): CredentialTest {
  if (status < 300) {
    return { ok: true, message: `${host} accepted it (status ${status})`, hint: undefined };
  }
  if (status < 400) {
    return failed(
      `${host} sends the request elsewhere (status ${status}), perhaps to log in`,
      'Try an address of the API itself, not of a page for people.',
    );
  }
  if (status === 401 || status === 403 || status === 407) {
    return failed(
      `${host} refused it (status ${status})`,
      'Check what the credential holds and what it may do.',
    );
  }
  return failed(
    `${host} answered with the status ${status}, which says nothing about the credential`,
    status >= 500
      ? 'Try again later.'
      : 'Try another address, one that exists for everybody who is signed in.',
  );
}

function failed(message: string, hint: string): CredentialTest {
  return { ok: false, message, hint };
}
