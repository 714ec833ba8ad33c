import { parseDuration } from '#contract/flow';
import { defineNode, type HttpResponse, type Item, type NodeContext } from '#contract/node';
import { MAX_TEXT } from '#nodes/files';
import { webConnections } from './connections.ts';
import { paginate } from './pagination.ts';
import { type HttpParams, httpParams } from './params.ts';
import { buildBody } from './request-body.ts';
import { buildHeaders, buildUrl } from './request-parts.ts';
import { isStreamable, itemsOf, type ReadBody, readBody, streamItems } from './response-body.ts';
import { statusError } from './status-error.ts';

type Context = NodeContext<HttpParams>;

/** Methods that must not be repeated blindly; they carry an idempotency key. */
const ONCE = ['POST', 'PATCH'];

export const httpRequest = defineNode({
  type: 'http.request',
  version: 1,
  title: 'HTTP request',
  summary: 'Calls a web address or API.',
  group: 'connect',
  icon: 'globe',
  docs: `Sends one request for each item. A JSON list gives one item for each element, an object one item, text \`{ text }\`, any other content the binary \`file\`, an empty answer one empty item. **Full response** gives \`{ status, headers, body }\` instead; a file is the binary \`file\` there too.

**Body**: with body type json, an object or JSON text; form and multipart take an object with the fields; binary sends a file of the item. POST and PATCH carry an \`Idempotency-Key\` that is the same for every attempt, unless you set the header.

**Connection**: with a slot, every request is signed with the credential bound to it, and goes to its hosts only.

A status other than 2xx is an error \`HTTP_404\` and so on, with the beginning of the answer. 408, 425, 429, 500, 502, 503, 504 and connection errors are retried as the node's retry says; \`Retry-After\` is honoured.

**Pagination** fetches page after page: by the next link (Link header or a field of the answer), page number, cursor or offset. It ends with an empty page or where no next page is named.`,
  params: httpParams,
  connection: webConnections,
  replay: ({ method }) =>
    ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'].includes(method) ? 'idempotent' : 'once',
  effects: ({ method }) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return 'read';
    return method === 'DELETE' ? 'delete' : 'write';
  },
  examples: [],
  async *run(item, ctx) {
    const { params } = ctx;
    const url = buildUrl(params.url, params.query);
    if (params.pagination) {
      const pages = paginate(url, params.pagination, (next) => fetchPage(next, item, ctx));
      for await (const { page, items } of pages)
        yield params.fullResponse ? [fullItem(page.response, page.read)] : items;
      return;
    }
    const response = await send(url, item, ctx);
    if (params.method === 'HEAD') {
      await response.bytes();
      yield params.fullResponse ? fullItem(response, { empty: true }) : { json: {} };
    } else if (params.fullResponse)
      yield fullItem(response, await readBody(response, params.response, ctx.files));
    else if (isStreamable(response, params.response)) yield* streamItems(response);
    else yield itemsOf(await readBody(response, params.response, ctx.files));
  },
});

async function send(url: URL, item: Item, ctx: Context): Promise<HttpResponse> {
  const { params } = ctx;
  const { body, headers: described } = buildBody(params, item, ctx.files);
  const headers: Record<string, string> = { ...described, ...buildHeaders(params.headers) };
  const boundary = params.bodyType === 'multipart' ? described['content-type'] : undefined;
  if (boundary !== undefined) headers['content-type'] = boundary;
  if (ONCE.includes(params.method)) headers['idempotency-key'] ??= ctx.idempotencyKey;
  const timeout = params.timeout === undefined ? undefined : parseDuration(params.timeout);
  const response = await ctx.http.request({
    method: params.method,
    url: url.href,
    headers,
    signal: ctx.signal,
    ...(body === undefined ? {} : { body }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(params.response === 'file' ? {} : { maxBytes: MAX_TEXT }),
    ...(params.followRedirects ? {} : { maxRedirects: 0 }),
  });
  const isRedirect = !params.followRedirects && response.status >= 300 && response.status < 400;
  const isSuccess = (response.status >= 200 && response.status < 300) || isRedirect || params.acceptAll;
  if (!isSuccess) throw await statusError(params.method, response);
  return response;
}

async function fetchPage(url: URL, item: Item, ctx: Context) {
  const response = await send(url, item, ctx);
  const read = await readBody(response, ctx.params.response, ctx.files);
  return { response, read, headers: response.headers, body: bodyValue(read) };
}

function fullItem(response: HttpResponse, read: ReadBody): Item {
  const headers = {
    ...response.headers,
    ...(response.setCookies.length > 0 ? { 'set-cookie': [...response.setCookies] } : {}),
  };
  const json = { status: response.status, headers, body: bodyValue(read) };
  return 'file' in read ? { json, binary: { file: read.file } } : { json };
}

function bodyValue(read: ReadBody): unknown {
  if ('json' in read) return read.json;
  return 'text' in read ? read.text : null;
}
