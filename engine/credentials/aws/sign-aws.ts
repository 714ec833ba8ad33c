import { createHash, createHmac } from 'node:crypto';
import { UserError } from '#contract/error';
import type { SignableRequest } from '../signer.ts';

export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
  /** Undefined: it follows from the host. */
  region: string | undefined;
  service: string | undefined;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Headers that others on the way may change, or that are made anew for each attempt. */
const UNSIGNED = new Set([
  'authorization',
  'user-agent',
  'accept',
  'accept-encoding',
  'connection',
  'expect',
]);

/** Signs a request with AWS Signature Version 4, in its headers. @throws UserError `CONNECTION_REGION`, `CONNECTION_BODY` */
export function signAws(request: SignableRequest, keys: AwsKeys, time: Date): void {
  const { region, service } = scopeOf(request.url.hostname, keys);
  const { headers } = request;
  const stamp = time.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const payload = payloadHash(request, service);

  // Sent exactly as it is signed: a space as %20, never as "+".
  const query = canonicalQuery(request.url.searchParams);
  request.url.search = query;
  delete headers.authorization;
  headers['x-amz-date'] = stamp;
  if (keys.sessionToken !== undefined) headers['x-amz-security-token'] = keys.sessionToken;
  if (service === 's3') headers['x-amz-content-sha256'] = payload;

  const signed = Object.entries({ ...headers, host: headers.host ?? request.url.host })
    .filter(([name]) => !UNSIGNED.has(name))
    .map(([name, value]) => [name, value.trim().replaceAll(/ +/g, ' ')] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    canonicalPath(request.url.pathname, service),
    query,
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    payload,
  ].join('\n');

  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, stamp, scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (above, part) => createHmac('sha256', above).update(part).digest(),
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  headers.authorization = `${ALGORITHM} Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

/** S3 takes a body that is not known beforehand; other services must have it hashed. */
function payloadHash({ body, url }: SignableRequest, service: string): string {
  if (body !== 'stream') return sha256(body ?? '');
  if (service === 's3' && url.protocol === 'https:') return 'UNSIGNED-PAYLOAD';
  throw new UserError(
    `nothing was sent to ${url.host}: AWS wants the body signed, but a file is sent as a stream`,
    {
      code: 'CONNECTION_BODY',
      hint: 'Only S3 over https takes bodies that are not signed; send the content as text elsewhere.',
    },
  );
}

/** S3 takes names of objects as they are; all other services want the path in its shortest form and encoded once more. */
function canonicalPath(path: string, service: string): string {
  const segments = path.split('/').map((segment) => strict(decoded(segment)));
  const once = segments.join('/');
  return service === 's3'
    ? once
    : once
        .split('/')
        .map(strict)
        .join('/')
        .replaceAll(/\/{2,}/g, '/');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => [strict(name), strict(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

/** Percent-encoding as RFC 3986 has it: all but letters, digits and `-._~`. */
function strict(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function scopeOf(host: string, { region, service }: AwsKeys): { region: string; service: string } {
  const found = fromHost(host);
  const scope = { region: region ?? found?.region, service: service ?? found?.service };
  if (scope.region !== undefined && scope.service !== undefined) {
    return { region: scope.region, service: scope.service };
  }
  throw new UserError(`the region and service of ${host} are not known`, {
    code: 'CONNECTION_REGION',
    hint: 'Fill in both in the credential; they follow by themselves only from addresses like s3.eu-central-1.amazonaws.com.',
  });
}

/** `bucket.s3.eu-central-1.amazonaws.com`, `iam.amazonaws.com`, `abc.execute-api.us-east-1.amazonaws.com`. */
function fromHost(host: string): { region: string; service: string } | undefined {
  const match = /^(.*)\.amazonaws\.com(?:\.cn)?$/.exec(host);
  if (!match) return undefined;
  const parts = (match[1] ?? '').split('.').filter((part) => part !== 'dualstack');
  const last = parts.at(-1) ?? '';
  const isRegion = /^[a-z]{2}(-[a-z]+)+-\d+$/.test(last);
  const service = isRegion ? parts.at(-2) : last;
  return service === undefined ? undefined : { region: isRegion ? last : 'us-east-1', service };
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
