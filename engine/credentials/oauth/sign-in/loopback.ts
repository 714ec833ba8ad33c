import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '#contract/error';
import { PAGE_HEADERS, page } from './page.ts';

/** What the browser that comes back is told. */
export interface Reply {
  ok: boolean;
  heading: string;
  text: string;
}

/** Waits on this machine for the browser to come back from signing in. */
export interface Loopback {
  /** The redirect address, its port filled in. */
  url: string;
  /** Stops listening; who has not been answered yet gets this page. */
  close(reply: Reply): void;
}

const NOT_OURS = page(
  'This does not belong to a sign-in that waits here',
  'Go back to Flowbench and start the sign-in again.',
);

/**
 * Listens on 127.0.0.1 for one answer.
 *
 * @param url the redirect address; without a port any free one is taken
 * @param accept says whether a query is the answer that is waited for; later ones are not asked about. The
 * browser waits for its page until `close`
 * @throws UserError `PORT_TAKEN`
 */
export async function listenForRedirect(
  url: URL,
  accept: (query: URLSearchParams) => boolean,
): Promise<Loopback> {
  let waiting: ServerResponse | undefined;
  const here = new URL(url);
  const server = createServer({ maxHeaderSize: 32 * 1024, requestTimeout: 10_000 }, (request, response) => {
    const asked = askedFor(request);
    const isRedirect =
      request.method === 'GET' && asked?.pathname === url.pathname && asked.host === here.host;
    if (!isRedirect) return answer(response, 404, NOT_OURS);
    if (waiting || !accept(asked.searchParams)) return answer(response, 400, NOT_OURS);
    waiting = response;
  });
  await listen(server, Number(url.port));
  here.port = String((server.address() as AddressInfo).port);
  return {
    url: here.href,
    close({ ok, heading, text }) {
      server.close();
      // Browsers open connections in advance, which would keep the server alive.
      if (!waiting) return server.closeAllConnections();
      waiting.once('close', () => server.closeAllConnections());
      answer(waiting, ok ? 200 : 400, page(heading, text));
    },
  };
}

/** The address that was asked for, by the name the browser knows this machine by. */
function askedFor({ url = '', headers }: IncomingMessage): URL | undefined {
  return URL.parse(url, `http://${headers.host ?? ''}`) ?? undefined;
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, PAGE_HEADERS).end(body);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new UserError(`Port ${port} of this machine, where the browser is to come back to, cannot be used`, {
          code: 'PORT_TAKEN',
          hint:
            cause.code === 'EADDRINUSE'
              ? 'Another program uses it: end that one, or choose another port in the redirect address here and at the service.'
              : 'Choose another port in the redirect address, here and at the service.',
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
