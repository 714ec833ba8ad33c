import type { WebhookSettings } from './settings.ts';

/** A command line that calls an address, for a POSIX shell and for PowerShell 7 alike. */
export function curlOf(url: string, { methods, contentTypes }: WebhookSettings): string {
  const method = methods?.[0] ?? 'POST';
  const address = `'${url.replaceAll("'", '%27')}'`;
  if (method === 'GET' || method === 'DELETE') return `curl -X ${method} ${address}`;
  if (method === 'HEAD') return `curl -I ${address}`;
  const type = contentTypes?.[0] ?? 'application/json';
  const body = type.includes('json') ? '{"hello":"world"}' : 'hello=world';
  return `curl -X ${method} -H 'content-type: ${type}' -d '${body}' ${address}`;
}
