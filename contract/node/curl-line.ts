/** How a trigger wants to be called, as far as it matters for a first try. */
export interface CurlOptions {
  /** Undefined: any. */
  method: string | undefined;
  contentType: string | undefined;
}

/** A command line that calls an address, for a POSIX shell and for PowerShell 7 alike. */
export function curlLine(
  url: string,
  { method = 'POST', contentType = 'application/json' }: CurlOptions,
): string {
  const address = `'${url.replaceAll("'", '%27')}'`;
  if (method === 'GET' || method === 'DELETE') return `curl -X ${method} ${address}`;
  if (method === 'HEAD') return `curl -I ${address}`;
  const body = contentType.includes('json') ? '{"hello":"world"}' : 'hello=world';
  return `curl -X ${method} -H 'content-type: ${contentType}' -d '${body}' ${address}`;
}
