/** The shared HTTP client: retry, address checks, limits and recording are its business, not the node's. */
export interface HttpClient {
  /**
   * Sends one request. Resolves with any status; a refused connection, a timeout,
   * a forbidden address or a broken body is a `StepError` or `UserError`.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpRequest {
  method: string;
  /** Absolute http or https URL. */
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  signal: AbortSignal;
  /** Milliseconds for the whole exchange; default 5 minutes. */
  timeout?: number;
  /** Bytes the answer may have; default 256 MiB. */
  maxBytes?: number;
  /** Redirects to follow; default 10, 0 hands the redirect to the caller. */
  maxRedirects?: number;
}

export interface HttpResponse {
  status: number;
  /** Lower-case names; repeated headers joined by `, `, except `set-cookie`. */
  headers: Record<string, string>;
  setCookies: readonly string[];
  /** The URL that answered, after redirects. */
  url: string;
  /** The body; read it once. */
  body: AsyncIterable<Uint8Array>;
  /** Reads the body as bytes. */
  bytes(): Promise<Uint8Array>;
  /** Reads the body as text in the charset its content type names. */
  text(): Promise<string>;
}
