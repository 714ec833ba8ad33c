import { FlowError, StepError, UserError } from '#contract/error';

interface Explanation {
  code: string;
  says: (host: string) => string;
  hint: string;
  retryable: boolean;
}

const CONNECTION_REFUSED: Explanation = {
  code: 'CONNECTION_REFUSED',
  says: (host) => `Nothing answers at ${host}`,
  hint: 'Check the address and port, and that the service is running.',
  retryable: true,
};
const DNS: Explanation = {
  code: 'DNS',
  says: (host) => `The name ${host} could not be found`,
  hint: 'Check the spelling of the host in the URL and the network connection.',
  retryable: true,
};
const TIMEOUT: Explanation = {
  code: 'TIMEOUT',
  says: (host) => `${host} did not answer in time`,
  hint: 'Try again later, or give the request a longer timeout.',
  retryable: true,
};
const UNREACHABLE: Explanation = {
  code: 'UNREACHABLE',
  says: (host) => `There is no route to ${host}`,
  hint: 'Check the network connection or VPN of this machine.',
  retryable: true,
};
const CONNECTION_LOST: Explanation = {
  code: 'CONNECTION_LOST',
  says: (host) => `${host} closed the connection before the answer was complete`,
  hint: 'Try again; if it keeps happening, the service may be overloaded or restarting.',
  retryable: true,
};
const TLS: Explanation = {
  code: 'TLS',
  says: (host) => `No secure connection to ${host}: its certificate or TLS set-up was not accepted`,
  hint: 'Check the host name and certificate; a company certificate authority must be added to the connection.',
  retryable: false,
};
const BAD_RESPONSE: Explanation = {
  code: 'BAD_RESPONSE',
  says: (host) => `${host} sent an answer that is not valid HTTP`,
  hint: 'Check that the URL points to an HTTP service and uses the right one of http and https.',
  retryable: true,
};

const BY_CODE: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: CONNECTION_REFUSED,
  ENOTFOUND: DNS,
  EAI_AGAIN: DNS,
  EAI_FAIL: DNS,
  ETIMEDOUT: TIMEOUT,
  UND_ERR_CONNECT_TIMEOUT: TIMEOUT,
  UND_ERR_HEADERS_TIMEOUT: TIMEOUT,
  UND_ERR_BODY_TIMEOUT: TIMEOUT,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  ECONNRESET: CONNECTION_LOST,
  EPIPE: CONNECTION_LOST,
  UND_ERR_SOCKET: CONNECTION_LOST,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: CONNECTION_LOST,
  ERR_STREAM_PREMATURE_CLOSE: CONNECTION_LOST,
  EPROTO: TLS,
  UND_ERR_HEADERS_OVERFLOW: BAD_RESPONSE,
};

const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CRL_|HOSTNAME_MISMATCH|INVALID_CA)/;
const DECODING_CODE = /^(Z_|ZSTD_|ERR__ERROR|ERR_BROTLI)/;
const INVALID_REQUEST = /^(UND_ERR_INVALID_ARG|UND_ERR_NOT_SUPPORTED|UND_ERR_REQ_CONTENT_LENGTH_MISMATCH)$/;

/**
 * Turns what the transport throws into the error taxonomy, in plain words. What
 * is already a `FlowError` stays as it is.
 */
export function toRequestError(thrown: unknown, host: string): FlowError {
  const known = flowErrorIn(thrown);
  if (known) return known;
  const code = codeOf(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (INVALID_REQUEST.test(code)) {
    return new UserError(`The request to ${host} cannot be sent: ${message}`, {
      code: 'INVALID_REQUEST',
      hint: 'Check the method and headers: names and values may not contain line breaks or control characters.',
      cause: thrown,
    });
  }
  if (DECODING_CODE.test(code)) return badEncoding(host, thrown);
  const found =
    BY_CODE[code] ?? (TLS_CODE.test(code) ? TLS : code.startsWith('HPE_') ? BAD_RESPONSE : undefined);
  if (!found) {
    return new StepError(`The request to ${host} failed: ${message}`, {
      code: 'REQUEST_FAILED',
      hint: 'Try again; if it keeps happening, check the service and the network.',
      cause: thrown,
    });
  }
  return new StepError(found.says(host), {
    code: found.code,
    hint: found.hint,
    retryable: found.retryable,
    cause: thrown,
    detail: { host, reason: code },
  });
}

function badEncoding(host: string, cause: unknown): StepError {
  return new StepError(`The answer of ${host} is damaged: it could not be decompressed`, {
    code: 'BAD_RESPONSE',
    hint: 'Try again; if it keeps happening, ask for an uncompressed answer with the header accept-encoding: identity.',
    cause,
  });
}

export function timedOut(host: string, milliseconds: number): StepError {
  return new StepError(`${TIMEOUT.says(host)} (${milliseconds} ms)`, {
    code: TIMEOUT.code,
    hint: TIMEOUT.hint,
    detail: { host, timeout: milliseconds },
  });
}

export function tooLarge(host: string, maxBytes: number): StepError {
  return new StepError(`The answer of ${host} is larger than the limit of ${maxBytes} bytes`, {
    code: 'TOO_LARGE',
    hint: 'Ask the service for less at once (pages, a filter), or take the answer as a file.',
    retryable: false,
    detail: { host, maxBytes },
  });
}

/** Connection attempts to several addresses fail as one AggregateError; wrapped errors hide the reason in `cause`. */
function flowErrorIn(thrown: unknown): FlowError | undefined {
  if (thrown instanceof FlowError) return thrown;
  if (thrown instanceof Error && thrown.cause instanceof FlowError) return thrown.cause;
  return undefined;
}

function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  // The parser's errors do not always carry a code.
  if (thrown.name === 'HTTPParserError') return 'HPE_INVALID';
  const own = (thrown as NodeJS.ErrnoException).code;
  if (typeof own === 'string' && own !== 'UND_ERR') return own;
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  return thrown.cause === undefined ? (own ?? '') : codeOf(thrown.cause);
}
