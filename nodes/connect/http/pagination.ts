import { StepError, UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { toItem } from '#nodes/files';
import { getPath } from '#nodes/values';
import type { Pagination } from './params.ts';

/** Pages after which an author who named no limit is asked to name one. */
const DEFAULT_MAX_PAGES = 100;

/** An answer, as far as paging looks at it. */
export interface Page {
  body: unknown;
  headers: Readonly<Record<string, string>>;
}

/** Where the next page is, and what tells that this was the last. */
interface Pager {
  first(url: URL): URL;
  /** The address after this page, which is number `count` (from 1); undefined after the last. */
  next(url: URL, page: Page, items: readonly Item[], count: number): URL | undefined;
}

/**
 * Fetches page after page and gives the items of each, with the page itself.
 * Ends where the service says so; a service that gives the same page again and
 * again ends in an error, not in an endless loop.
 */
export async function* paginate<P extends Page>(
  start: URL,
  options: Pagination,
  fetchPage: (url: URL) => Promise<P>,
): AsyncIterable<{ page: P; items: Item[] }> {
  const pager = pagers[options.mode](options);
  const visited = new Set<string>();
  let url: URL | undefined = pager.first(new URL(start));
  for (let count = 1; url; count++) {
    if (options.maxPages !== undefined && count > options.maxPages) return;
    if (options.maxPages === undefined && count > DEFAULT_MAX_PAGES) throw tooManyPages();
    if (visited.has(url.href)) throw samePage(url);
    visited.add(url.href);
    const page = await fetchPage(url);
    const counted = options.mode === 'pageNumber' || options.mode === 'offset';
    const items = itemsAt(page.body, options.items, !counted);
    yield { page, items };
    url = pager.next(url, page, items, count);
  }
}

const pagers: Record<Pagination['mode'], (options: Pagination) => Pager> = {
  nextLink: (options) => ({
    first: (url) => withSize(url, options),
    next: (url, page) => {
      const link =
        options.next === undefined ? linkHeader(page.headers.link) : getPath(page.body, options.next);
      return typeof link === 'string' && link !== '' ? sameHost(url, link) : undefined;
    },
  }),
  cursor: (options) => ({
    first: (url) => withSize(url, options),
    next: (url, page) => {
      if (options.cursor === undefined)
        throw missing('Cursor', 'the path to the cursor, for example meta.next_cursor');
      const cursor = getPath(page.body, options.cursor);
      if (cursor === undefined || cursor === null || cursor === '' || cursor === false) return undefined;
      return withQuery(url, options.param ?? 'cursor', String(cursor));
    },
  }),
  pageNumber: (options) => {
    const start = options.start ?? 1;
    const name = options.param ?? 'page';
    return {
      first: (url) => withQuery(withSize(url, options), name, String(start)),
      next: (url, _page, items, count) =>
        isLast(items, options) ? undefined : withQuery(url, name, String(start + count)),
    };
  },
  offset: (options) => {
    const name = options.param ?? 'offset';
    let offset = options.start ?? 0;
    return {
      first: (url) => withQuery(withSize(url, options), name, String(offset)),
      next: (url, _page, items) => {
        offset += items.length;
        return isLast(items, options) ? undefined : withQuery(url, name, String(offset));
      },
    };
  },
};

function isLast(items: readonly Item[], { size }: Pagination): boolean {
  return items.length === 0 || (size !== undefined && items.length < size);
}

/**
 * The items of a list in an answer; none where nothing is there.
 *
 * @param path to the list; undefined: the answer is the list
 * @param single whether an answer that is no list counts as one item
 * @throws UserError where there is something else at the path
 */
export function itemsAt(body: unknown, path: string | undefined, single = true): Item[] {
  const found = path === undefined ? body : getPath(body, path);
  if (Array.isArray(found)) return found.map(toItem);
  if (found === undefined || found === null) return [];
  if (path === undefined && single) return [toItem(found)];
  const fields = typeof found === 'object' ? Object.keys(found).slice(0, 10).join(', ') : '';
  throw missing('Items', `the path to the list in the answer (its fields: ${fields || 'none'})`);
}

function withSize(url: URL, { size, sizeParam, mode }: Pagination): URL {
  const name = sizeParam ?? (mode === 'offset' ? 'limit' : undefined);
  return size === undefined || name === undefined ? url : withQuery(url, name, String(size));
}

function withQuery(url: URL, name: string, value: string): URL {
  const changed = new URL(url);
  changed.searchParams.set(name, value);
  return changed;
}

/** The target of `rel="next"` in a Link header. */
function linkHeader(header: string | undefined): string | undefined {
  for (const [, target, parameters = ''] of (header ?? '').matchAll(/<([^>]*)>((?:[^,"<]|"[^"]*")*)/g)) {
    if (/;\s*rel\s*=\s*"?(?:[^";,]*\s)?next(?:[\s";,]|$)/i.test(parameters)) return target;
  }
  return undefined;
}

/** The next link, on the same host only: the request carries credentials, and answers can be forged. */
function sameHost(url: URL, link: string): URL {
  const next = URL.parse(link, url);
  // Services behind a proxy often believe to be reached without TLS.
  if (next && url.protocol === 'https:' && next.protocol === 'http:' && next.hostname === url.hostname) {
    next.protocol = 'https:';
  }
  if (next?.origin === url.origin) return next;
  throw new StepError(`The next page is said to be on another host: ${next?.host ?? link.slice(0, 100)}`, {
    code: 'FOREIGN_NEXT_LINK',
    hint: `Pages are fetched from ${url.host} only, because the request may carry credentials.`,
    retryable: false,
  });
}

function missing(label: string, what: string): UserError {
  return new UserError(`Pagination needs "${label}"`, { code: 'NO_SOURCE', hint: `Give ${what}.` });
}

function samePage(url: URL): StepError {
  return new StepError(`The service names a page that was fetched already: ${url.host}${url.pathname}`, {
    code: 'SAME_PAGE',
    hint: 'Check the pagination: the cursor or link may be read from the wrong field.',
    retryable: false,
  });
}

function tooManyPages(): UserError {
  return new UserError(`There are more than ${DEFAULT_MAX_PAGES} pages`, {
    code: 'TOO_MANY_PAGES',
    hint: 'Set "Maximum pages" in the pagination to as many as you expect.',
  });
}
