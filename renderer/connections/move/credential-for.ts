import type { SecretLiteral, SentSecret } from '#contract/flow';
import { hostOfUrl } from '../model/hosts.ts';

/** A connection that sends a secret as the parameter did. */
export interface MovedSecret {
  type: string;
  values: Readonly<Record<string, unknown>>;
}

/** The connection type and its fields that send the same as what stood in the parameter. */
export function connectionFor(sent: SentSecret): MovedSecret {
  switch (sent.as) {
    case 'bearer':
      return { type: 'http.bearer', values: { token: sent.token } };
    case 'basic':
      return { type: 'http.basic', values: { user: sent.user, password: sent.password } };
    case 'header':
      return inHeader(sent.name, sent.value);
    case 'query':
      return { type: 'http.apiKey', values: { place: 'query', name: sent.name, key: sent.value } };
  }
}

/** A word before the key, as in `Authorization: Token abc`, is no part of the secret. */
function inHeader(name: string, value: string): MovedSecret {
  const [, prefix, key] = /^([A-Za-z]+ )(\S+)$/.exec(value) ?? [];
  const values = key === undefined ? { key: value } : { key, prefix };
  return { type: 'http.apiKey', values: { place: 'header', name, ...values } };
}

/** Why a secret cannot be moved from where it stands; undefined where it can. */
export function whyNotMoved(
  { move }: SecretLiteral,
  node: { connection?: string | undefined; params?: Record<string, unknown> | undefined },
  accepted: readonly string[],
): string | undefined {
  if (!move) return 'It is not sent as a connection would send it: take it out by hand.';
  if (node.connection !== undefined) return 'The node has a connection already: take it out by hand.';
  if (!accepted.includes(connectionFor(move.sent).type)) return 'This node takes no such connection.';
  return hostOfUrl(node.params?.url) === undefined
    ? 'The address of the node has to name its host first.'
    : undefined;
}
