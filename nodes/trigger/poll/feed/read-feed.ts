import { UserError } from '#contract/error';
import { type Item, isJsonObject, type JsonObject } from '#contract/node';
import { parseXml } from '#nodes/files';

/** Entries of a feed that are read. */
const MOST_ENTRIES = 10_000;

/**
 * The entries of an RSS (0.9 to 2.0) or Atom feed, in its order, all in one shape:
 * `{ id, title, link, publishedAt, updatedAt, author, summary, content, categories, feed }`.
 *
 * @throws UserError where the text is no XML, or no feed
 */
export async function readFeed(text: string): Promise<Item[]> {
  const root = await rootOf(text);
  const channel = objectAt(root, 'channel') ?? {};
  const isAtom = root['#name'] === 'feed';
  const entries = listAt(isAtom ? root : channel, isAtom ? 'entry' : 'item');
  // RSS 1.0 has its entries beside the channel.
  const all = entries.length > 0 || isAtom ? entries : listAt(root, 'item');
  if (!isAtom && root.channel === undefined) throw notAFeed(String(root['#name']));
  const about = isAtom ? root : channel;
  const feed = { title: textAt(about, 'title'), link: isAtom ? atomLink(about) : textAt(about, 'link') };
  return all
    .slice(0, MOST_ENTRIES)
    .map((entry) => ({ json: { ...(isAtom ? atomEntry(entry) : rssEntry(entry)), feed } }));
}

function atomEntry(entry: JsonObject): JsonObject {
  const link = atomLink(entry);
  return {
    id: textAt(entry, 'id') ?? link ?? null,
    title: textAt(entry, 'title'),
    link,
    publishedAt: timeAt(entry, 'published') ?? timeAt(entry, 'updated'),
    updatedAt: timeAt(entry, 'updated'),
    author: textAt(objectAt(entry, 'author') ?? {}, 'name'),
    summary: textAt(entry, 'summary'),
    content: textAt(entry, 'content'),
    categories: listAt(entry, 'category').map((category) => category['@term'] ?? null),
  };
}

function rssEntry(entry: JsonObject): JsonObject {
  const link = textAt(entry, 'link');
  const published = timeAt(entry, 'pubDate') ?? timeAt(entry, 'dc:date');
  return {
    id:
      textAt(entry, 'guid') ?? (entry['@rdf:about'] as string | undefined) ?? link ?? textAt(entry, 'title'),
    title: textAt(entry, 'title'),
    link,
    publishedAt: published,
    updatedAt: timeAt(entry, 'atom:updated') ?? published,
    author: textAt(entry, 'dc:creator') ?? textAt(entry, 'author'),
    summary: textAt(entry, 'description'),
    content: textAt(entry, 'content:encoded'),
    categories: valuesAt(entry, 'category').map(textOf),
  };
}

/** The root element as an object, its name as `#name`. */
async function rootOf(text: string): Promise<JsonObject> {
  async function* once(): AsyncIterable<string> {
    yield text.replace(/^\ufeff/, '').trimStart();
  }
  const lists = new Set(['item', 'entry', 'category', 'link']);
  const value = (content: string): string => content;
  for await (const [record] of parseXml(once(), { attributePrefix: '@', value, lists })) {
    if (record && isJsonObject(record.value)) return { ...record.value, '#name': record.name };
    if (record) throw notAFeed(record.name);
  }
  throw notAFeed('nothing');
}

function valuesAt(element: JsonObject, name: string): unknown[] {
  const value = Object.hasOwn(element, name) ? element[name] : undefined;
  return value === undefined ? [] : [value].flat();
}

function listAt(element: JsonObject, name: string): JsonObject[] {
  return valuesAt(element, name).filter((value) => isJsonObject(value)) as JsonObject[];
}

function objectAt(element: JsonObject, name: string): JsonObject | undefined {
  return listAt(element, name)[0];
}

function textAt(element: JsonObject, name: string): string | null {
  for (const value of valuesAt(element, name)) {
    const text = textOf(value);
    if (text !== null) return text;
  }
  return null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return isJsonObject(value) && typeof value['#text'] === 'string' ? value['#text'] : null;
}

/** A time as ISO 8601; null where it cannot be read. */
function timeAt(element: JsonObject, name: string): string | null {
  const time = Date.parse(textAt(element, name) ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function atomLink(element: JsonObject): string | null {
  const links = listAt(element, 'link');
  const page = links.find((link) => (link['@rel'] ?? 'alternate') === 'alternate') ?? links[0];
  const href = page?.['@href'];
  return typeof href === 'string' ? href : null;
}

function notAFeed(name: string): UserError {
  return new UserError(`The address gives XML, but no feed: it begins with ${name}`, {
    code: 'NOT_A_FEED',
    hint: 'Look on the web page for the address of its RSS or Atom feed.',
  });
}
