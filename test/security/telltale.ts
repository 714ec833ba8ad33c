import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that gives away whatever it is sent, in every way a server can. */
export interface Telltale {
  url: string;
  /** `Authorization` of each request, in order. */
  readonly heard: string[];
  close(): void;
}

type Tell = (told: string, response: ServerResponse, request: IncomingMessage) => void;

const WAYS: Readonly<Record<string, Tell>> = {
  '/json': (told, response) => json(response, { told, [told]: { deep: [`x${told}y`] } }),
  '/encoded': (told, response) =>
    json(response, {
      base64: ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${told}!`).toString('base64')),
      base64url: Buffer.from(told).toString('base64url'),
      hex: Buffer.from(told).toString('hex'),
      url: encodeURIComponent(told),
      form: new URLSearchParams({ told }).toString(),
      json: JSON.stringify({ told }),
      twice: JSON.stringify(JSON.stringify({ told })),
    }),
  '/lines': (told, response) => {
    response.setHeader('content-type', 'application/x-ndjson');
    response.end(`{"told":${JSON.stringify(told)}}\n`.repeat(3000));
  },
  '/text': (told, response) => response.setHeader('content-type', 'text/plain').end(`it is ${told}.`),
  '/headers': (told, response) => {
    response.setHeader('x-told', told);
    response.setHeader('set-cookie', [`told=${encodeURIComponent(told)}`]);
    json(response, {});
  },
  '/error': (told, response) =>
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`failed: ${told}`),
  '/refused': (told, response) =>
    response.writeHead(403, { 'www-authenticate': `Told realm="${encodeURIComponent(told)}"` }).end(told),
  // The excerpt in the error ends in the middle of it.
  '/cut': (told, response) => response.writeHead(422).end('x'.repeat(2000 - 20) + told),
  '/broken-json': (told, response) =>
    response.setHeader('content-type', 'application/json').end(`{"told": ${told}`),
  '/elsewhere': (told, response) =>
    response.writeHead(302, { location: `http://localhost:1/${encodeURIComponent(told)}` }).end(),
  '/odd-place': (told, response) =>
    response.writeHead(302, { location: `ftp://${encodeURIComponent(told)}` }).end(),
  '/here': (told, response) =>
    response.writeHead(302, { location: `/json?told=${encodeURIComponent(told)}` }).end(),
  '/halves': (told, response) => json(response, { a: told.slice(0, 12), b: told.slice(12) }),
  '/file': async (told, response) => {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${encodeURIComponent(told)}.bin"`,
    });
    const bytes = Buffer.from(`<${told}>${Buffer.from(told).toString('base64')}|${told}`.repeat(20));
    for (let at = 0; at < bytes.length; at += 7) {
      if (!response.write(bytes.subarray(at, at + 7))) await once(response, 'drain');
    }
    response.end();
  },
  '/half-an-answer': (told, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100000' });
    response.write(told, () => response.destroy());
  },
  '/silence': () => undefined,
  '/gone': (_told, response) => response.destroy(),
  '/odd-encoding': (told, response) =>
    response.setHeader('content-encoding', encodeURIComponent(told)).end('x'),
};

/** The paths at which it tells. */
export const ways: readonly string[] = Object.keys(WAYS);

export async function startTelltale(): Promise<Telltale> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    heard.push(authorization);
    const [, word = ''] = /^\w+ (.*)$/s.exec(authorization) ?? [];
    const told = authorization.startsWith('Basic ') ? Buffer.from(word, 'base64').toString() : word;
    const tell = WAYS[new URL(request.url ?? '/', 'http://x').pathname];
    tell?.(told, response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function json(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}
