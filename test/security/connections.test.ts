import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, LookupFunction, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '#contract/node';
import { Connections, connectionTypes } from '#engine/credentials';
import { createHttpClient, type HttpClientOptions } from '#engine/http';
import { canMakeCertificates, makeAuthority } from '#test/certificates';
import { MemoryCredentials } from '#test/credentials';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function listen(server: Server & { closeAllConnections(): void }): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const serve = (listener: RequestListener) => listen(createServer(listener));
const serveTls = (options: ServerOptions, listener: RequestListener) =>
  listen(createTlsServer(options, listener));

/** Names like `api.test` lead to this machine, and count as public. */
const lookup: LookupFunction = (host, _options, callback) => {
  const known = /\.test\.?$/.test(host) || host === 'localhost';
  callback(known ? null : Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [
    { address: '127.0.0.1', family: 4 },
  ]);
};

interface Bound {
  credentials?: MemoryCredentials;
  /** Hosts of the slot. */
  hosts?: string[];
  client?: Partial<HttpClientOptions>;
}

const TOKEN = 'tok-0123456789';

/** Sends requests through the slot `api`, by default with a bearer token. */
async function through({ credentials = bearer(['127.0.0.1']), hosts, client = {} }: Bound) {
  const http = createHttpClient({ privateNetwork: 'allow', addressRules: { lookup }, ...client });
  cleanups.push(() => http.close());
  const connections = new Connections({ ...credentials, types: connectionTypes, http });
  const learned: string[] = [];
  const connection = await connections.openSlot(
    { flow: 'f', slot: 'api', type: undefined, hosts },
    { run: 'r', learn: (secrets) => learned.push(...secrets) },
  );
  const send = (url: string, request: Partial<HttpRequest> = {}) =>
    connection.http.request({ method: 'GET', url, signal: new AbortController().signal, ...request });
  return { send, learned, connection, connections };
}

const bearer = (hosts: string[]) =>
  new MemoryCredentials().set('api', 'http.bearer', { token: TOKEN }, { hosts });

describe('the hosts of a connection', () => {
  it.each([
    ['named', ['127.0.0.1'], undefined],
    ['named with its port', ['127.0.0.1:PORT'], undefined],
    ['in both lists', ['127.0.0.1', 'example.com'], ['127.0.0.1']],
    ['named, while the slot names none', ['127.0.0.1'], []],
  ])('let a host in that is %s', async (_, own, slot) => {
    const port = await serve((request, response) => response.end(request.headers.authorization));
    const hosts = own.map((host) => host.replace('PORT', String(port)));
    const { send } = await through({ credentials: bearer(hosts), ...(slot ? { hosts: slot } : {}) });
    expect(await (await send(`http://127.0.0.1:${port}/`)).text()).toBe(`Bearer ${TOKEN}`);
  });

  it.each([
    ['not in the list', ['example.com'], undefined],
    ['there with another port', ['127.0.0.1:1'], undefined],
    ['in one of two lists', ['127.0.0.1'], ['example.com']],
    ['in none, as there is none yet', [], undefined],
  ])('keep a host out that is %s', async (_, own, slot) => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked++;
      response.end();
    });
    const { send } = await through({ credentials: bearer(own), ...(slot ? { hosts: slot } : {}) });
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'CONNECTION_HOST',
      kind: 'user',
    });
    expect(asked).toBe(0);
  });

  it('with a star hold for what is below, and not for the domain itself or its namesakes', async () => {
    const port = await serve((_request, response) => response.end('ok'));
    const { send } = await through({
      credentials: bearer(['*.example.test']),
      client: { addressRules: { lookup, classify: () => 'public' } },
    });
    for (const host of ['example.test', 'badexample.test', 'example.test.evil.test']) {
      await expect(send(`http://${host}:${port}/`)).rejects.toMatchObject({ code: 'CONNECTION_HOST' });
    }
    // It is let in; what is refused now is that http could be read on the way.
    await expect(send(`http://a.EXAMPLE.test.:${port}/`)).rejects.toMatchObject({
      code: 'CONNECTION_NOT_ENCRYPTED',
    });
  });

  it('are asked again at each redirect: another host gets neither the credential nor the request', async () => {
    let asked = 0;
    const other = await serve((_request, response) => {
      asked++;
      response.end();
    });
    const port = await serve((_request, response) => {
      response.writeHead(307, { location: `http://localhost:${other}/steal` }).end();
    });
    const { send } = await through({});
    const error = await send(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' }).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'CONNECTION_HOST' });
    expect(error.message).toContain('localhost');
    expect(asked).toBe(0);
  });

  it('sign anew after a redirect to a host that is let in', async () => {
    const other = await serve((request, response) => response.end(request.headers.authorization));
    const port = await serve((_request, response) => {
      response.writeHead(302, { location: `http://localhost:${other}/` }).end();
    });
    const { send } = await through({ credentials: bearer(['127.0.0.1', 'localhost']) });
    expect(await (await send(`http://127.0.0.1:${port}/`)).text()).toBe(`Bearer ${TOKEN}`);
  });

  it('reach a private network only by their full name', async () => {
    const port = await serve((_request, response) => response.end('inside'));
    const url = `http://intranet.test:${port}/`;
    const { send } = await through({ credentials: bearer(['intranet.test']) });
    expect(await (await send(url)).text()).toBe('inside');
    const { send: below } = await through({ credentials: bearer(['*.test']) });
    await expect(below(url)).rejects.toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
  });

  it('never get the credential in the URL that the node sees', async () => {
    const port = await serve((request, response) => response.end(request.url));
    const credentials = new MemoryCredentials().set('api', 'http.apiKey', {
      key: TOKEN,
      place: 'query',
      name: 'k',
    });
    const { send } = await through({ credentials });
    const answer = await send(`http://127.0.0.1:${port}/a?b=c`);
    expect(await answer.text()).toBe(`/a?b=c&k=${TOKEN}`);
    expect(answer.url).toBe(`http://127.0.0.1:${port}/a?b=c`);
  });
});

describe('HTTP Digest', () => {
  /** Answers a nonce so many times, then calls it stale. */
  async function digestServer(uses: number) {
    const seen: string[] = [];
    let nonce = 0;
    let left = 0;
    const port = await serve((request, response) => {
      const { authorization = '' } = request.headers;
      const isCurrent = authorization.includes(`nonce="n${nonce}"`);
      seen.push(`${request.method} ${/nc=\d+/.exec(authorization)?.[0] ?? 'none'}`);
      if (isCurrent && left-- > 0) return response.end('welcome');
      const stale = authorization === '' ? '' : ', stale=true';
      nonce++;
      left = uses;
      const challenge = `Digest realm="r", nonce="n${nonce}", qop="auth", algorithm=SHA-256${stale}`;
      response.writeHead(401, { 'www-authenticate': challenge }).end('no');
    });
    return { url: `http://127.0.0.1:${port}/`, seen };
  }
  const credentials = () =>
    new MemoryCredentials().set('api', 'http.digest', { user: 'me', password: 'open sesame' });

  it('answers the challenge with the same request, counts on, and starts over when the nonce is stale', async () => {
    const { url, seen } = await digestServer(2);
    const { send } = await through({ credentials: credentials() });
    for (let i = 0; i < 3; i++)
      expect(await (await send(url, { method: 'POST', body: 'x' })).text()).toBe('welcome');
    expect(seen).toEqual([
      'POST none',
      'POST nc=00000001',
      'POST nc=00000002',
      ...['POST nc=00000003', 'POST nc=00000001'],
    ]);
  });

  it('gives up where the answer was refused: the password is wrong', async () => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked++;
      response
        .writeHead(401, { 'www-authenticate': `Digest realm="r", nonce="n${asked}", qop="auth"` })
        .end();
    });
    const bound = credentials();
    const { send } = await through({ credentials: bound });
    expect((await send(`http://127.0.0.1:${port}/`)).status).toBe(401);
    expect((await send(`http://127.0.0.1:${port}/`)).status).toBe(401);
    expect(asked).toBe(3);
    expect(bound.news.at(-1)?.news).toMatchObject({ health: 'failing' });
  });

  it('does not send a stream twice', async () => {
    const { url, seen } = await digestServer(1);
    const { send } = await through({ credentials: credentials() });
    async function* body() {
      yield Buffer.from('x');
    }
    expect((await send(url, { method: 'PUT', body: body() })).status).toBe(401);
    expect(seen).toEqual(['PUT none']);
  });
});

describe('connections that are not of the web', () => {
  const url = 'postgres://me:open%20sesame@db.example.com:5432/shop';
  const database = (hosts: string[]) =>
    new MemoryCredentials().set('api', 'database.url', { url }, { hosts });

  it('give the opened values to the node, and tell what must not be seen', async () => {
    const { connection, learned } = await through({ credentials: database([]) });
    expect(connection.forNode()).toMatchObject({ type: 'database.url', values: { url } });
    expect(learned).toEqual(expect.arrayContaining([url, 'open%20sesame', 'open sesame']));
  });

  it.each([
    ['the slot', [], ['other.example.com']],
    ['the credential', ['other.example.com'], undefined],
  ])('give nothing where their host is not one of %s', async (_, own, hosts) => {
    const { connection } = await through({ credentials: database(own), ...(hosts ? { hosts } : {}) });
    expect(() => connection.forNode()).toThrow(expect.objectContaining({ code: 'CONNECTION_HOST' }));
  });

  it('let a node ask for a further host', async () => {
    const { connection } = await through({ credentials: database(['*.example.com']) });
    const { admit } = connection.forNode();
    expect(() => admit('replica.example.com', 5433)).not.toThrow();
    expect(() => admit('example.org')).toThrow(expect.objectContaining({ code: 'CONNECTION_HOST' }));
  });

  it('cannot sign web requests', async () => {
    const { connection } = await through({ credentials: database([]) });
    expect(() => connection.http).toThrow(expect.objectContaining({ code: 'CONNECTION_TYPE' }));
  });
});

describe.skipIf(!canMakeCertificates)('certificates', () => {
  function setUp() {
    const authority = makeAuthority();
    cleanups.push(authority.close);
    return authority;
  }
  const certified = (values: object) =>
    new MemoryCredentials().set('api', 'http.clientCertificate', { ...values });

  it('shows its certificate to a service that asks for one, signed by an authority that only this connection trusts', async () => {
    const { ca, issue, protect } = setUp();
    const [server, client] = [issue('server'), issue('client')];
    const port = await serveTls(
      { ...server, ca, requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        const socket = request.socket as unknown as { getPeerCertificate(): { subject: { CN: string } } };
        response.end(socket.getPeerCertificate().subject.CN);
      },
    );
    const url = `https://127.0.0.1:${port}/`;
    const key = protect(client.key, 'open sesame');
    const { send } = await through({
      credentials: certified({ ...client, key, passphrase: 'open sesame', ca }),
    });
    expect(await (await send(url)).text()).toBe('client');

    const { send: without } = await through({ credentials: certified({ ca }) });
    await expect(without(url)).rejects.toMatchObject({ kind: 'step' });
    const { send: untrusting } = await through({ credentials: certified({ ...client }) });
    await expect(untrusting(url)).rejects.toMatchObject({ code: 'TLS' });
  });

  it('trusts an authority of its own for any type of the web', async () => {
    const { ca, issue } = setUp();
    const port = await serveTls(issue('server'), (request, response) =>
      response.end(request.headers.authorization),
    );
    const url = `https://127.0.0.1:${port}/`;
    const credentials = (more: object) =>
      new MemoryCredentials().set('api', 'http.bearer', { token: TOKEN, ...more });
    const { send } = await through({ credentials: credentials({ ca }) });
    expect(await (await send(url)).text()).toBe(`Bearer ${TOKEN}`);
    const { send: untrusting } = await through({ credentials: credentials({}) });
    await expect(untrusting(url)).rejects.toMatchObject({ code: 'TLS' });
  });

  it.each([
    ['does not belong to its private key', (a: Pairs) => ({ cert: a.one.cert, key: a.two.key })],
    [
      'the certificate of the credential "api" cannot be read',
      (a: Pairs) => ({ cert: 'no', key: a.one.key }),
    ],
    [
      'the private key of the credential "api" cannot be read',
      (a: Pairs) => ({ cert: a.one.cert, key: 'not-a-key' }),
    ],
  ])('says before anything is sent what %s', async (sentence, values) => {
    const { issue } = setUp();
    const error = await through({
      credentials: certified(values({ one: issue('one'), two: issue('two') })),
    }).catch((e) => e);
    expect(error).toMatchObject({ kind: 'user', code: 'CLIENT_CERTIFICATE' });
    expect(error.message).toContain(sentence);
    expect(JSON.stringify(error)).not.toContain('not-a-key');
  });
});

interface Pairs {
  one: { cert: string; key: string };
  two: { cert: string; key: string };
}
