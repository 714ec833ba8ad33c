import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '#contract/node';
import { createHttpClient, type HttpClientOptions } from './client.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function listen(server: Server | ReturnType<typeof createTcpServer>, scheme = 'http'): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (listener: RequestListener) => listen(createServer(listener));

function client(options: Partial<HttpClientOptions> = {}) {
  const made = createHttpClient({ privateNetwork: 'allow', ...options });
  cleanups.push(() => made.close());
  return (url: string, request: Partial<HttpRequest> = {}) =>
    made.request({ method: 'GET', url, signal: new AbortController().signal, ...request });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('requests', () => {
  it('sends method, headers and body, and gives status, headers, cookies and text', async () => {
    const url = await serve(async (request, response) => {
      response.writeHead(201, [
        ['content-type', 'text/plain; charset=latin1'],
        ['x-a', '1'],
        ['x-a', '2'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ] as never);
      response.end(
        Buffer.from(`${request.method} ${request.headers['x-q']} ${await bodyOf(request)} \xe9`, 'latin1'),
      );
    });
    const answer = await client()(`${url}/x?y=1#z`, {
      method: 'post',
      headers: { 'X-Q': 'q' },
      body: 'hello',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers['x-a']).toBe('1, 2');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.setCookies).toEqual(['a=1', 'b=2']);
    expect(answer.url).toBe(`${url}/x?y=1`);
    expect(await answer.text()).toBe('POST q hello é');
  });

  it('streams bodies and turns a login in the URL into a header', async () => {
    const url = await serve(async (request, response) => {
      response.end(`${request.headers.authorization} ${(await bodyOf(request)).length}`);
    });
    async function* body() {
      for (let i = 0; i < 100; i++) yield new Uint8Array(10_000).fill(65);
    }
    const answer = await client()(url.replace('//', '//me:s%40fe@'), { method: 'PUT', body: body() });
    expect(await answer.text()).toBe(`Basic ${btoa('me:s@fe')} 1000000`);
  });

  it('ignores proxy variables of the environment', async () => {
    const url = await serve((_, response) => response.end('direct'));
    process.env.http_proxy = 'http://127.0.0.1:1';
    cleanups.push(() => delete process.env.http_proxy);
    expect(await (await client()(url)).text()).toBe('direct');
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['zstd', zstdCompressSync],
  ] as const)('decompresses %s', async (encoding, compress) => {
    const url = await serve((_, response) => {
      response.setHeader('content-encoding', encoding);
      response.end(compress(Buffer.from('plain '.repeat(10_000))));
    });
    expect(await (await client()(url)).text()).toBe('plain '.repeat(10_000));
  });

  it('takes an encoded answer without a body as empty', async () => {
    const url = await serve((_, response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end());
    expect((await (await client()(url)).bytes()).byteLength).toBe(0);
  });
});

describe('redirects', () => {
  const redirecting = (status: number, location: string) =>
    serve(async (request, response) => {
      if (request.url === '/from') return response.writeHead(status, { location }).end();
      const { authorization, cookie, 'content-type': type, 'x-other': other } = request.headers;
      response.end(
        JSON.stringify([request.method, await bodyOf(request), type, authorization, cookie, other]),
      );
    });
  const send = {
    headers: { 'content-type': 'text/x', authorization: 'a', cookie: 'c', 'x-other': 'o' },
    body: 'b',
  };

  it.each([
    [301, 'POST', ['GET', '', null, 'a', 'c', 'o']],
    [302, 'POST', ['GET', '', null, 'a', 'c', 'o']],
    [302, 'PUT', ['PUT', 'b', 'text/x', 'a', 'c', 'o']],
    [303, 'PUT', ['GET', '', null, 'a', 'c', 'o']],
    [307, 'POST', ['POST', 'b', 'text/x', 'a', 'c', 'o']],
    [308, 'POST', ['POST', 'b', 'text/x', 'a', 'c', 'o']],
  ])('follows %i of a %s', async (status, method, expected) => {
    const url = await redirecting(status, '/to');
    const answer = await client()(`${url}/from`, { method, ...send });
    expect(answer.url).toBe(`${url}/to`);
    expect(JSON.parse(await answer.text())).toEqual(expected);
  });

  it('drops credentials on the way to another origin', async () => {
    const other = await redirecting(200, '');
    const url = await redirecting(307, `${other.replace('//', '//user:pw@')}/to`);
    const answer = await client()(`${url}/from`, { method: 'POST', ...send });
    expect(JSON.parse(await answer.text())).toEqual(['POST', 'b', 'text/x', null, null, 'o']);
  });

  it('stops after the limit, and hands the redirect over when the limit is 0', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(client()(url, { maxRedirects: 3 })).rejects.toMatchObject({ code: 'TOO_MANY_REDIRECTS' });
    expect((await client()(url, { maxRedirects: 0 })).status).toBe(302);
  });

  it('refuses to go to something that is not a web address', async () => {
    const url = await redirecting(302, 'file:///etc/passwd');
    await expect(client()(`${url}/from`)).rejects.toMatchObject({ code: 'BAD_REDIRECT', retryable: false });
  });
});

describe('limits', () => {
  it('refuses answers over the limit, told or found out', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/told') response.setHeader('content-length', 5000);
      response.write('x'.repeat(2500));
      response.end('x'.repeat(2500));
    });
    await expect(client()(`${url}/told`, { maxBytes: 100 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    const answer = await client()(`${url}/found`, { maxBytes: 4000 });
    await expect(answer.bytes()).rejects.toMatchObject({ code: 'TOO_LARGE', retryable: false });
  });

  it('counts after decompression too', async () => {
    const url = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip, gzip');
      response.end(gzipSync(gzipSync(Buffer.alloc(50_000_000))));
    });
    const answer = await client()(url, { maxBytes: 1_000_000 });
    await expect(answer.bytes()).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('times out while waiting for the answer and inside the body', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/body') response.write('some');
    });
    await expect(client()(url, { timeout: 60 })).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true });
    const answer = await client()(`${url}/body`, { timeout: 200 });
    await expect(answer.text()).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('honours abort before, during and inside the body', async () => {
    const arrived = Promise.withResolvers<void>();
    const url = await serve((request, response) => {
      if (request.url === '/body') response.write('some');
      else arrived.resolve();
    });
    const reason = new Error('cancelled');
    await expect(client()(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const during = new AbortController();
    const pending = client()(url, { signal: during.signal });
    arrived.promise.then(() => during.abort(reason));
    await expect(pending).rejects.toBe(reason);
    const inside = new AbortController();
    const answer = await client()(`${url}/body`, { signal: inside.signal });
    const reading = answer.text();
    inside.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});

describe('errors', () => {
  it('names a refused connection', async () => {
    const server = createServer();
    const url = await listen(server);
    await new Promise((done) => server.close(done));
    await expect(client()(url)).rejects.toMatchObject({
      code: 'CONNECTION_REFUSED',
      kind: 'step',
      retryable: true,
    });
  });

  it('names an unknown host', async () => {
    const lookup = (
      _: string,
      __: unknown,
      callback: (error: NodeJS.ErrnoException, address: string) => void,
    ) => callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '');
    const request = client({ addressRules: { lookup } });
    await expect(request('http://nowhere.test/')).rejects.toMatchObject({
      code: 'DNS',
      message: 'The name nowhere.test could not be found',
    });
  });

  it('verifies certificates, and accepts a given authority', async () => {
    const key = readFileSync(new URL('./fixtures/test-key.pem', import.meta.url));
    const cert = readFileSync(new URL('./fixtures/test-cert.pem', import.meta.url), 'utf8');
    const server = createTlsServer({ key, cert }, (_, response) => response.end('secure'));
    const url = await listen(server, 'https');
    await expect(client()(url)).rejects.toMatchObject({ code: 'TLS', retryable: false });
    expect(await (await client({ ca: cert })(url)).text()).toBe('secure');
    await expect(client()(url.replace('https', 'http'))).rejects.toMatchObject({ kind: 'step' });
  });

  it('names broken answers', async () => {
    const garbage = await listen(createTcpServer((socket) => socket.end('hello there\r\n\r\n')));
    await expect(client()(garbage)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('some', () => response.destroy());
    });
    await expect(client()(cut).then((answer) => answer.text())).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    });
    const damaged = await serve((_, response) =>
      response.setHeader('content-encoding', 'gzip').end('not gzip'),
    );
    await expect((await client()(damaged)).text()).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  });

  it.each(['br', 'zstd', 'deflate'])('names damaged %s', async (encoding) => {
    const url = await serve((_, response) =>
      response.setHeader('content-encoding', encoding).end('\x08not encoded'),
    );
    await expect((await client()(url)).text()).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  });

  it('takes header injection and wrong URLs as mistakes of the author', async () => {
    const url = await serve((_, response) => response.end());
    const injected = client()(url, { headers: { 'x-a': 'a\r\nx-b: b' } });
    await expect(injected).rejects.toMatchObject({ kind: 'user', code: 'INVALID_REQUEST' });
    await expect(client()(url, { method: 'GE T' })).rejects.toMatchObject({ kind: 'user' });
    for (const wrong of ['', 'example.com', 'ftp://example.com', 'http://']) {
      await expect(client()(wrong)).rejects.toMatchObject({ kind: 'user', code: 'INVALID_URL' });
    }
  });
});
