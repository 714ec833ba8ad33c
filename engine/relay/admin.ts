import { createServer } from 'node:http';
import { listen } from './listen.ts';

/** For the operator, on this machine only: `/metrics` and `/healthz`. */
export async function listenAdmin(
  port: number,
  metrics: () => string,
): Promise<{ port: number; close(): void }> {
  const server = createServer({ headersTimeout: 5000, requestTimeout: 5000 }, (request, response) => {
    const { url, method } = request;
    const text = url === '/metrics' ? metrics() : url === '/healthz' ? 'ok\n' : undefined;
    const found = method === 'GET' && text !== undefined;
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(found ? text : 'Not found\n');
  });
  const taken = await listen(server, port, '127.0.0.1');
  return {
    port: taken,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
