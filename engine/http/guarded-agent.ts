import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { UserError } from '#contract/error';
import type { RequestSigner } from '#engine/credentials';
import { type AddressKind, classifyAddress } from './address.ts';

/** Where addresses come from and what they count as; replaced only in tests. */
export interface AddressRules {
  lookup: LookupFunction;
  classify: (address: string) => AddressKind;
}

export const systemAddressRules: AddressRules = { lookup: systemLookup, classify: classifyAddress };

export interface GuardedAgentOptions {
  allowPrivate: boolean;
  /** Milliseconds to establish a connection. */
  connectTimeout: number;
  /** Certificate authorities to trust instead of the built-in ones, PEM. */
  ca?: string | readonly string[] | undefined;
  /** The requests carry a credential: plain http is refused where others could read along. */
  signed?: boolean;
  /** Certificate of the client and the authorities to trust, PEM. */
  tls?: RequestSigner['tls'];
  rules: AddressRules;
  /** Told of every connection made, with the kind of the address it reached. */
  onConnected: (origin: string, kind: AddressKind) => void;
}

/**
 * A pool of keep-alive connections that checks the address it is about to
 * connect to. The check sits in the lookup of the very connection, so a name that
 * resolves differently a moment later (DNS rebinding) gains nothing.
 */
export function createGuardedAgent(options: GuardedAgentOptions): Agent {
  const { rules, allowPrivate, signed = false, tls } = options;
  const ca = tls?.ca ?? options.ca;

  function refusal(host: string, address: string): UserError | undefined {
    const kind = rules.classify(address);
    if (kind === 'public' || (kind === 'private' && allowPrivate)) return undefined;
    return forbiddenAddress(host, address, kind, signed);
  }

  /** Why a credential may not go there unencrypted. */
  function readable(protocol: string, host: string, address: string): UserError | undefined {
    if (protocol !== 'http:' || rules.classify(address) !== 'public') return undefined;
    return new UserError(
      `nothing was sent to ${host}: over http anybody on the way could read the credential`,
      {
        code: 'CONNECTION_NOT_ENCRYPTED',
        hint: 'Use https in the URL. Plain http is for private networks only.',
      },
    );
  }

  const lookup: LookupFunction = (host, lookupOptions, callback) => {
    rules.lookup(host, { ...lookupOptions, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      for (const { address } of addresses) {
        const refused = refusal(host, address);
        if (refused) return callback(refused, '', 0);
      }
      const first = addresses[0];
      if (lookupOptions.all || !first) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };

  const connect = buildConnector({
    timeout: options.connectTimeout,
    allowH2: false,
    lookup,
    ...(ca === undefined ? {} : { ca: [ca].flat() as string[] }),
    ...(tls?.cert === undefined ? {} : { cert: tls.cert, key: tls.key ?? tls.cert }),
    ...(tls?.passphrase === undefined ? {} : { passphrase: tls.passphrase }),
  });

  return new Agent({
    connections: 64,
    keepAliveTimeout: 10_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (target, callback) => {
      const host = target.hostname.replace(/^\[|\]$/g, '');
      // Address literals never pass through the lookup.
      const refused = isIP(host) ? refusal(host, host) : undefined;
      if (refused) return callback(refused, null);
      connect(target, (...result) => {
        const [error, socket] = result;
        if (error) return callback(error, null);
        const reached = socket.remoteAddress ?? '';
        const late =
          refusal(host, reached) ?? (signed ? readable(target.protocol, host, reached) : undefined);
        if (late) {
          socket.destroy();
          return callback(late, null);
        }
        options.onConnected(`${target.protocol}//${target.host}`, rules.classify(reached));
        callback(null, socket);
      });
    },
  });
}

function forbiddenAddress(host: string, address: string, kind: AddressKind, signed: boolean): UserError {
  const named = host === address ? address : `${host} (${address})`;
  const what =
    kind === 'private' ? 'an address in a private network' : 'a link-local or cloud metadata address';
  return new UserError(`Requests to ${named} are not allowed: it is ${what}`, {
    code: 'FORBIDDEN_ADDRESS',
    hint: kind === 'private' ? privateHint(signed) : FORBIDDEN_HINT,
    detail: { host, address },
  });
}

const FORBIDDEN_HINT =
  'Such addresses can hand out credentials of the machine, so they are never contacted. Check the URL.';

function privateHint(signed: boolean): string {
  return signed
    ? 'A credential is used in a private network only where its hosts name this very host, not by a pattern like *.example.com, and never after a redirect from a public site.'
    : 'Private addresses may be reached only directly and where private networks are allowed, never by a redirect from a public site.';
}
