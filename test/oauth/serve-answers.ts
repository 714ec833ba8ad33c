import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server got it. */
export interface Got {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What to answer. */
export interface Given {
  status?: number;
  headers?: Record<string, string>;
  body?: string | object;
}

/** A server on this machine that answers as told, for what a well-behaved one never does. */
export async function serveAnswers(
  answer: (request: Got) => Given | Promise<Given>,
): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { method = '', url = '', headers: sent } = request;
    const {
      status = 200,
      headers = {},
      body = '',
    } = await answer({ method, url, headers: sent, body: text });
    const isText = typeof body === 'string';
    response.writeHead(status, { ...(isText ? {} : { 'content-type': 'application/json' }), ...headers });
    response.end(isText ? body : JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
