import type { IncomingHttpHeaders } from 'node:http';

/** What is known of a call before its body has been read. */
export interface CallHead {
  method: string;
  /** Path and query as they came. */
  url: string;
  /** Parts of the path after the first, percent signs decoded. */
  path: readonly string[];
  /** What follows the question mark. */
  search: string;
  headers: IncomingHttpHeaders;
  /** Address of the caller. */
  remote: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** Under which a relay stored it: handed over once more, it is the same call. */
  relayId?: string;
}

/** A call with its body, byte for byte. */
export interface WholeCall extends CallHead {
  body: Buffer;
}

/** An answer to a call. */
export interface Reply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}

/** What answers the calls to one address. */
export interface Route {
  /**
   * What a relay before this machine may do: store calls and acknowledge them (`stored`), give the
   * answer where it comes at once (`asked`), or only pass them on (`through`).
   */
  readonly relaying: 'stored' | 'asked' | 'through';
  /** Bytes that a body may have. */
  readonly maxBody: number;
  /** Refuses a call for what its head says, before its body is read. */
  refuse(head: CallHead): Reply | undefined;
  handle(call: WholeCall): Promise<Reply> | Reply;
}

/** An answer as JSON. */
export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(value)}\n`,
  };
}

/** Says in one sentence why a call is not taken. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Reply {
  return jsonReply(status, { error: { code, message } }, headers);
}

/** The same words for everything there is not: nobody learns which addresses there are. */
export const NOT_FOUND: Reply = refusal(404, 'NOT_FOUND', 'There is nothing here.');
