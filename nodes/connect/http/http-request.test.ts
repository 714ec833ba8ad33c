import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBench, type NodeBench } from '#test/node';
import { httpRequest } from './http-request.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}
type Answer = (response: ServerResponse, request: Seen) => unknown;

let bench: NodeBench;
let base = '';
let answer: Answer;
const seen: Seen[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = '', url = '', headers } = request;
  const one = { method, url, headers, body: Buffer.concat(chunks).toString('latin1') };
  seen.push(one);
  await answer(response, one);
});

beforeEach(async () => {
  bench = await createBench();
  seen.length = 0;
  answer = json({ ok: true });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await bench.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

function json(value: unknown, headers: Record<string, string> = {}): Answer {
  return (response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}
const send = (params: object, path = '/') => bench.json(httpRequest, { url: base + path, ...params });

describe('what is sent', () => {
  it('adds query parameters and headers', async () => {
    const query = { q: 'a b&c', list: [1, 2], none: null, o: { x: 1 } };
    await send({ query, headers: { 'X-A': 'é', 'x-list': ['a', 'b'], 'x-none': null } }, '/p?x=1');
    expect(seen[0]?.url).toBe('/p?x=1&q=a+b%26c&list=1&list=2&o=%7B%22x%22%3A1%7D');
    expect(seen[0]?.headers).toMatchObject({ 'x-a': 'é', 'x-list': 'a, b' });
    expect(seen[0]?.headers).not.toHaveProperty('x-none');
  });

  it.each([
    ['json', { a: 1 }, 'application/json', '{"a":1}'],
    ['json', '{"a": 1}', 'application/json', '{"a": 1}'],
    ['json', [1], 'application/json', '[1]'],
    ['json', false, 'application/json', 'false'],
    ['form', { a: 'x y', b: [1, 2] }, 'application/x-www-form-urlencoded', 'a=x+y&b=1&b=2'],
    ['text', 'plain', 'text/plain; charset=utf-8', 'plain'],
  ])('sends a %s body', async (bodyType, body, type, expected) => {
    await send({ method: 'POST', bodyType, body });
    expect(seen[0]).toMatchObject({ body: expected, headers: { 'content-type': type } });
  });

  it('lets the header name another content type', async () => {
    await send({ method: 'PUT', body: { a: 1 }, headers: { 'Content-Type': 'application/vnd.x+json' } });
    expect(seen[0]?.headers['content-type']).toBe('application/vnd.x+json');
  });

  it('sends files, with their length', async () => {
    const item = await bench.file('a.png', 'bytes', 'image/png');
    await bench.run(httpRequest, { url: base, method: 'PUT', bodyType: 'binary' }, [item]);
    expect(seen[0]).toMatchObject({
      body: 'bytes',
      headers: { 'content-type': 'image/png', 'content-length': '5' },
    });
  });

  it('sends multipart forms that other parsers read', async () => {
    const item = await bench.file('a "b"\n.txt', 'bytes', 'text/plain');
    const params = {
      url: base,
      method: 'POST',
      bodyType: 'multipart',
      body: { 'x"y': 'é' },
      files: { upload: 'file' },
    };
    await bench.run(httpRequest, params, [item]);
    const { body = '', headers } = seen[0] ?? {};
    expect(headers?.['content-length']).toBe(String(body.length));
    const form = await new Response(Buffer.from(body, 'latin1'), {
      headers: { 'content-type': headers?.['content-type'] ?? '' },
    }).formData();
    expect(form.get('x"y')).toBe('é');
    const file = form.get('upload') as File;
    expect([file.name, file.type, await file.text()]).toEqual(['a "b".txt', 'text/plain', 'bytes']);
  });

  it('gives POST and PATCH a key that is the same for every attempt, unless the author set one', async () => {
    await send({ method: 'POST' });
    await send({ method: 'PATCH' });
    await send({ method: 'POST', headers: { 'idempotency-KEY': 'mine' } });
    await send({ method: 'PUT' });
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'run/node/0',
      'run/node/0',
      'mine',
      undefined,
    ]);
  });

  it.each([
    [{ url: 'example.com' }, 'INVALID_URL'],
    [{ url: 'file:///etc/passwd' }, 'INVALID_URL'],
    [{ headers: { a: 'x\r\nb: y' } }, 'INVALID_HEADER'],
    [{ headers: { 'a: b\r\nc': 'x' } }, 'INVALID_HEADER'],
    [{ headers: { a: '\u20ac' } }, 'INVALID_HEADER'],
    [{ method: 'POST', body: '{nope' }, 'INVALID_BODY'],
    [{ method: 'POST', bodyType: 'form', body: 'x' }, 'INVALID_BODY'],
    [{ method: 'POST', bodyType: 'binary' }, 'NO_SOURCE'],
    [{ method: 'POST', bodyType: 'multipart', files: { a: 'none' } }, 'NO_SOURCE'],
  ])('refuses %j', async (params, code) => {
    await expect(send(params)).rejects.toMatchObject({ kind: 'user', code, hint: expect.any(String) });
    expect(seen).toEqual([]);
  });
});

describe('what comes back', () => {
  const raw =
    (body: string | Buffer, type?: string, headers: Record<string, string> = {}): Answer =>
    (response) =>
      response.writeHead(200, { ...(type ? { 'content-type': type } : {}), ...headers }).end(body);

  it.each([
    ['a list', '[{"a":1},2]', 'application/json', {}, [{ a: 1 }, { value: 2 }]],
    ['an empty list', '[]', 'application/json', {}, []],
    ['an object', '{"a":1}', 'application/problem+json', {}, [{ a: 1 }]],
    ['JSON lines', '{"a":1}\n{"a":2}', 'application/x-ndjson', {}, [{ a: 1 }, { a: 2 }]],
    ['text', 'hello', 'text/html', {}, [{ text: 'hello' }]],
    [
      'latin1 text',
      Buffer.from('gr\xfcn', 'latin1'),
      'text/plain; charset=iso-8859-1',
      {},
      [{ text: 'grün' }],
    ],
    ['no type, JSON', '{"a":1}', undefined, {}, [{ a: 1 }]],
    ['no type, text', 'hello', undefined, {}, [{ text: 'hello' }]],
    ['JSON as text', '{"a":1}', 'application/json', { response: 'text' }, [{ text: '{"a":1}' }]],
    ['text as JSON', '[1]', 'text/plain', { response: 'json' }, [{ value: 1 }]],
    ['nothing', '', 'application/json', {}, [{}]],
    [
      'nothing, full',
      '',
      'text/plain',
      { fullResponse: true },
      [expect.objectContaining({ status: 200, body: null })],
    ],
  ])('%s', async (_, body, type, params, expected) => {
    answer = raw(body, type);
    expect(await send(params)).toEqual(expected);
  });

  it.each([
    ['/a/report%20x.pdf', {}, 'report x.pdf'],
    ['/', {}, 'file'],
    ['/a', { 'content-disposition': 'attachment; filename="r.pdf"' }, 'r.pdf'],
    ['/a', { 'content-disposition': "attachment; filename=x; filename*=UTF-8''gr%C3%BCn.pdf" }, 'grün.pdf'],
    ['/a', { 'content-disposition': 'attachment; filename="../../etc/passwd"' }, 'passwd'],
  ])('a file from %s %j', async (path, headers, name) => {
    answer = raw(Buffer.from([0, 1, 2, 255]), 'application/pdf', headers);
    const { out } = await bench.run(httpRequest, { url: base + path });
    expect(out?.[0]?.json).toEqual({ name, size: 4 });
    expect([...(await bench.bytes(out?.[0]?.binary?.file))]).toEqual([0, 1, 2, 255]);
  });

  it('gives the full response', async () => {
    answer = json({ a: 1 }, { 'x-a': 'b', 'set-cookie': 'c=d' });
    expect(await send({ fullResponse: true })).toEqual([
      {
        status: 200,
        headers: expect.objectContaining({ 'x-a': 'b', 'set-cookie': ['c=d'] }),
        body: { a: 1 },
      },
    ]);
  });

  it('takes 204 and HEAD as one empty item', async () => {
    answer = (response, { method }) =>
      method === 'HEAD'
        ? response.writeHead(200, { 'content-length': '100' }).end()
        : response.writeHead(204).end();
    expect(await send({})).toEqual([{}]);
    expect(await send({ method: 'HEAD' })).toEqual([{}]);
    expect(await send({ method: 'HEAD', fullResponse: true })).toMatchObject([{ status: 200, body: null }]);
  });

  it('says when JSON is expected but something else comes', async () => {
    answer = raw('<html>', 'application/json');
    const error = { kind: 'step', code: 'INVALID_JSON', retryable: false };
    await expect(send({})).rejects.toMatchObject(error);
    await expect(send({ fullResponse: true })).rejects.toMatchObject(error);
  });

  it('hands redirects over when told', async () => {
    answer = (response) => response.writeHead(302, { location: '/x' }).end();
    expect(await send({ followRedirects: false, fullResponse: true })).toMatchObject([
      { status: 302, body: null },
    ]);
  });
});

describe('errors', () => {
  it.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [409, false],
    [425, true],
    [429, true],
    [500, true],
    [501, false],
    [502, true],
    [503, true],
    [504, true],
  ])('status %i, retryable %s', async (status, retryable) => {
    answer = (response) =>
      response.writeHead(status, { 'x-request-id': 'r1', 'set-cookie': 'secret' }).end('é'.repeat(5000));
    const error = await send({ method: 'DELETE' }, '/a?key=secret').catch((thrown) => thrown);
    expect(error).toMatchObject({
      kind: 'step',
      code: `HTTP_${status}`,
      retryable,
      hint: expect.any(String),
    });
    expect(error.message).toBe(`DELETE ${new URL(base).host}/a was answered with status ${status}`);
    expect(error.detail).toMatchObject({ status, headers: { 'x-request-id': 'r1' }, body: 'é'.repeat(1000) });
    expect(JSON.stringify(error.detail)).not.toContain('secret');
  });

  it('honours Retry-After, in seconds or as a date', async () => {
    const waitAsked = async (value: string) => {
      answer = (response) => response.writeHead(503, { 'retry-after': value }).end();
      return (await send({}).catch((thrown) => thrown)).retryAfter;
    };
    expect(await waitAsked('120')).toBe(120_000);
    expect(await waitAsked(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(50_000);
    expect(await waitAsked('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(0);
    expect(await waitAsked('soon')).toBeUndefined();
  });

  it('takes every status as an answer when told', async () => {
    answer = (response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('none');
    expect(await send({ acceptAll: true, fullResponse: true })).toMatchObject([
      { status: 404, body: 'none' },
    ]);
  });

  it('ends after the timeout, and at once when aborted', async () => {
    const arrived = Promise.withResolvers<void>();
    answer = () => arrived.resolve();
    await expect(send({ timeout: '50ms' })).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true });
    const abort = new AbortController();
    const pending = bench.run(httpRequest, { url: base }, [{ json: {} }], { signal: abort.signal });
    abort.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('pagination', () => {
  const rows = Array.from({ length: 25 }, (_, id) => ({ id }));
  const query = (request: Seen) => new URL(request.url, base).searchParams;
  const paged = (pagination: object, more: object = {}) => send({ pagination, ...more });

  it('by Link header', async () => {
    answer = (response, request) => {
      const page = Number(query(request).get('page') ?? 1);
      const link =
        page < 3 ? `<${base}/x>; rel="prev", <?page=${page + 1}>; title="a, b"; rel="next last"` : '';
      json(rows.slice(page * 10 - 10, page * 10), { link })(response, request);
    };
    expect(await paged({ mode: 'nextLink' })).toEqual(rows);
    expect(seen).toHaveLength(3);
  });

  it('by a link in the answer', async () => {
    answer = (response, request) => {
      const from = Number(query(request).get('from') ?? 0);
      const next = from < 20 ? `/?from=${from + 10}` : null;
      json({ data: { list: rows.slice(from, from + 10) }, links: { next } })(response, request);
    };
    expect(await paged({ mode: 'nextLink', next: 'links.next', items: 'data.list' })).toEqual(rows);
  });

  it('by page number, until a page is empty or not full', async () => {
    answer = (response, request) => {
      const page = Number(query(request).get('p'));
      json({ rows: rows.slice(page * 10, page * 10 + 10) })(response, request);
    };
    const pagination = { mode: 'pageNumber', items: 'rows', param: 'p', start: 0 };
    expect(await paged(pagination)).toEqual(rows);
    expect(seen).toHaveLength(4);
    seen.length = 0;
    expect(await paged({ ...pagination, size: 10, sizeParam: 'per_page' })).toEqual(rows);
    expect(seen.map((one) => one.url)).toEqual([
      '/?per_page=10&p=0',
      '/?per_page=10&p=1',
      '/?per_page=10&p=2',
    ]);
  });

  it('by cursor', async () => {
    answer = (response, request) => {
      const at = Number(query(request).get('after') ?? 0);
      json({ rows: rows.slice(at, at + 10), meta: { next: at + 10 < 25 ? at + 10 : undefined } })(
        response,
        request,
      );
    };
    expect(await paged({ mode: 'cursor', cursor: 'meta.next', param: 'after', items: 'rows' })).toEqual(rows);
  });

  it('by offset', async () => {
    answer = (response, request) => {
      const [offset, limit] = [Number(query(request).get('offset')), Number(query(request).get('limit'))];
      json(rows.slice(offset, offset + limit))(response, request);
    };
    expect(await paged({ mode: 'offset', size: 10 })).toEqual(rows);
  });

  it('gives full responses page by page, and stops at the maximum', async () => {
    answer = (response, request) => json([{ page: query(request).get('page') }])(response, request);
    const full = await paged({ mode: 'pageNumber', maxPages: 3 }, { fullResponse: true });
    expect(full.map((one) => one.body)).toEqual([[{ page: '1' }], [{ page: '2' }], [{ page: '3' }]]);
    await expect(paged({ mode: 'pageNumber' })).rejects.toMatchObject({
      kind: 'user',
      code: 'TOO_MANY_PAGES',
    });
  });

  it('does not go round in circles, nor to other hosts', async () => {
    answer = json({ rows: [], next: '/' });
    await expect(paged({ mode: 'nextLink', next: 'next', items: 'rows' })).rejects.toMatchObject({
      code: 'SAME_PAGE',
    });
    answer = json({ rows: [], next: 'http://127.0.0.1:1/steal' });
    await expect(paged({ mode: 'nextLink', next: 'next', items: 'rows' })).rejects.toMatchObject({
      code: 'FOREIGN_NEXT_LINK',
    });
  });

  it('says where the list may be', async () => {
    answer = json({ result: [] });
    await expect(paged({ mode: 'pageNumber' })).rejects.toMatchObject({
      code: 'NO_SOURCE',
      hint: expect.stringContaining('result'),
    });
    await expect(paged({ mode: 'cursor', items: 'result' })).rejects.toMatchObject({ code: 'NO_SOURCE' });
  });

  it('fails on a page that fails', async () => {
    answer = (response, request) =>
      query(request).get('page') === '2' ? response.writeHead(500).end() : json([{}])(response, request);
    await expect(paged({ mode: 'pageNumber' })).rejects.toMatchObject({ code: 'HTTP_500' });
  });
});

describe('declaration', () => {
  it.each([
    ['GET', 'idempotent', 'read'],
    ['HEAD', 'idempotent', 'read'],
    ['PUT', 'idempotent', 'write'],
    ['DELETE', 'idempotent', 'delete'],
    ['POST', 'once', 'write'],
    ['PATCH', 'once', 'write'],
  ])('%s is %s and does %s', (method, replay, effects) => {
    const params = httpRequest.params.parse({ url: 'x', method });
    expect([httpRequest.replay(params), httpRequest.effects(params)]).toEqual([replay, effects]);
  });
});
