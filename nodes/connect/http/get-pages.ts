import { StepError } from '#contract/error';
import type { HttpClient, Item } from '#contract/node';
import { MAX_TEXT } from '#nodes/files';
import { itemsAt, type Page, paginate } from './pagination.ts';
import type { Pagination } from './params.ts';
import { buildHeaders } from './request-parts.ts';
import { statusError } from './status-error.ts';

/** A list that is fetched from an API. */
export interface PagesRequest {
  url: URL;
  headers?: Readonly<Record<string, unknown>> | undefined;
  /** Path to the list in the answer; undefined: the answer is the list. */
  items?: string | undefined;
  pagination?: Omit<Pagination, 'items'> | undefined;
  /** Milliseconds for one request. */
  timeout?: number | undefined;
}

/**
 * Fetches a list by GET, page after page where it has pages.
 *
 * @throws StepError for a status other than 2xx or an answer that is not JSON; UserError where there is no list
 */
export async function* getPages(
  http: HttpClient,
  request: PagesRequest,
  signal: AbortSignal,
): AsyncIterable<readonly Item[]> {
  const { url, items, pagination } = request;
  const get = (at: URL): Promise<Page> => getPage(http, at, request, signal);
  if (!pagination) yield itemsAt((await get(url)).body, items);
  else for await (const page of paginate(url, { ...pagination, items }, get)) yield page.items;
}

async function getPage(
  http: HttpClient,
  url: URL,
  { headers, timeout }: PagesRequest,
  signal: AbortSignal,
): Promise<Page> {
  const response = await http.request({
    method: 'GET',
    url: url.href,
    headers: { accept: 'application/json', ...buildHeaders(headers) },
    signal,
    maxBytes: MAX_TEXT,
    ...(timeout === undefined ? {} : { timeout }),
  });
  if (response.status < 200 || response.status >= 300) throw await statusError('GET', response);
  const text = (await response.text()).replace(/^\ufeff/, '').trim();
  try {
    return { headers: response.headers, body: text === '' ? [] : JSON.parse(text) };
  } catch (cause) {
    throw new StepError(`${url.host} did not answer with valid JSON`, {
      code: 'INVALID_JSON',
      hint: 'Check the URL: it may lead to a web page instead of an API.',
      retryable: false,
      cause,
      detail: { contentType: response.headers['content-type'] ?? null },
    });
  }
}
