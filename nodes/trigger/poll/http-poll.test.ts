import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NodeDefinition } from '#contract/node';
import { TriggerBench } from '#test/trigger';
import { feed } from './feed/feed.ts';
import { httpPoll } from './http-poll.ts';

const MINUTE = 60_000;
let bench: TriggerBench;
let base = '';
let answer: { status?: number; headers?: Record<string, string>; body: string };
const asked: { url: string; headers: Record<string, unknown> }[] = [];
const server = createServer((request, response) => {
  asked.push({ url: request.url ?? '', headers: request.headers });
  const known =
    answer.headers?.etag !== undefined && request.headers['if-none-match'] === answer.headers.etag;
  response.writeHead(known ? 304 : (answer.status ?? 200), answer.headers);
  response.end(known ? '' : answer.body);
});

beforeEach(async () => {
  bench = new TriggerBench();
  asked.length = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await bench.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function arm(definition: NodeDefinition, params: Record<string, unknown>): Promise<void> {
  if (!('sample' in definition) || !definition.arm) throw new Error('it cannot be armed');
  await bench.arm(definition.arm, definition.params.parse(params));
}

const started = () => bench.started.map(({ items }) => items.map(({ json }) => json));

describe('an API', () => {
  test('is asked for what is later than the last, and starts a run for it', async () => {
    answer = { body: JSON.stringify({ data: [{ id: 1, at: '2026-01-01T00:00:00Z' }] }) };
    const params = {
      url: `${base}/orders`,
      query: { state: 'open' },
      items: 'data',
      detect: 'modified',
      field: 'at',
      since: 'after',
      every: '1m',
    };
    await arm(httpPoll, params);
    await bench.until('waiting');
    answer = { body: JSON.stringify({ data: [{ id: 2, at: '2026-01-02T00:00:00Z' }] }) };
    await bench.moveOn(MINUTE);
    expect(asked.map(({ url }) => url)).toEqual([
      '/orders?state=open',
      '/orders?state=open&after=2026-01-01T00%3A00%3A00Z',
    ]);
    expect(started()).toEqual([[{ id: 2, at: '2026-01-02T00:00:00Z' }]]);
  });

  test('that cannot be read is told of when the flow is activated', async () => {
    const params = { url: base, detect: 'all' };
    answer = { status: 401, body: 'who are you' };
    await expect(arm(httpPoll, params)).rejects.toThrow('was answered with status 401');
    answer = { body: '<html>' };
    await expect(arm(httpPoll, params)).rejects.toThrow('did not answer with valid JSON');
    answer = { body: '{"rows":{"a":1}}' };
    await expect(arm(httpPoll, { ...params, items: 'rows' })).rejects.toThrow('Items');
  });

  test('is left alone as long as it asks for', async () => {
    answer = { body: '[]' };
    await arm(httpPoll, { url: base, detect: 'all', every: '1m' });
    await bench.until('waiting');
    answer = { status: 429, headers: { 'retry-after': '300' }, body: '' };
    bench.clock.moveBy(MINUTE);
    await bench.until('error');
    const before = asked.length;
    bench.clock.moveBy(4 * MINUTE);
    expect(asked.length).toBe(before);
    answer = { body: '[{"id":1}]' };
    await bench.moveOn(MINUTE);
    expect(started()).toEqual([[{ id: 1 }]]);
  });

  test('needs a field to go by', () => {
    const { success, error } = httpPoll.params.safeParse({ url: base, detect: 'id' });
    expect(success).toBe(false);
    expect(error?.issues[0]).toMatchObject({ path: ['field'] });
  });
});

const rss = (
  ...titles: string[]
) => `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://example.com/</link>
  ${titles.map((title) => `<item><title>${title}</title><guid isPermaLink="false">${title}</guid><link>https://example.com/${title}</link><pubDate>Mon, 05 Jan 2026 07:00:00 GMT</pubDate><category>a</category><category domain="x">b</category><description><![CDATA[<p>Hi</p>]]></description></item>`).join('')}
</channel></rss>`;

describe('a feed', () => {
  test('starts runs for new entries, the oldest first, and is not fetched while it is unchanged', async () => {
    answer = { headers: { etag: '"1"' }, body: rss('one') };
    await arm(feed, { url: base, every: '1m', runs: 'each' });
    await bench.until('waiting');
    await bench.moveOn(MINUTE);
    expect(asked[1]?.headers['if-none-match']).toBe('"1"');
    answer = { headers: { etag: '"2"' }, body: rss('three', 'two', 'one') };
    await bench.moveOn(MINUTE);
    expect(started()).toEqual([
      [
        {
          id: 'two',
          title: 'two',
          link: 'https://example.com/two',
          publishedAt: '2026-01-05T07:00:00.000Z',
          updatedAt: '2026-01-05T07:00:00.000Z',
          author: null,
          summary: '<p>Hi</p>',
          content: null,
          categories: ['a', 'b'],
          feed: { title: 'News', link: 'https://example.com/' },
        },
      ],
      [expect.objectContaining({ id: 'three' })],
    ]);
  });

  test('may be Atom or RSS 1.0', async () => {
    answer = {
      body: `<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">A</title><link href="https://a.example/"/>
        <entry><id>urn:1</id><title>T</title><link rel="self" href="https://a.example/self"/><link href="https://a.example/1"/>
        <updated>2026-01-02T03:04:05+01:00</updated><author><name>Ann</name></author><category term="x"/><content type="html">&lt;b&gt;</content></entry></feed>`,
    };
    await arm(feed, { url: `${base}/atom`, first: 'all' });
    await bench.until('waiting');
    expect(started()[0]?.[0]).toMatchObject({
      id: 'urn:1',
      link: 'https://a.example/1',
      updatedAt: '2026-01-02T02:04:05.000Z',
      author: 'Ann',
      content: '<b>',
      categories: ['x'],
      feed: { title: 'A', link: 'https://a.example/' },
    });
    await bench.disarm();
    answer = {
      body: `<rdf:RDF xmlns:rdf="x"><channel rdf:about="c"><title>Old</title></channel><item rdf:about="i1"><title>One</title><dc:creator>Bo</dc:creator></item></rdf:RDF>`,
    };
    await arm(feed, { url: `${base}/rdf`, first: 'all' });
    await bench.until('waiting');
    expect(started()[1]?.[0]).toMatchObject({ id: 'i1', title: 'One', author: 'Bo', feed: { title: 'Old' } });
  });

  test('that is none is told of when the flow is activated', async () => {
    answer = { body: 'not found, sorry' };
    await expect(arm(feed, { url: base })).rejects.toThrow('is not valid');
    answer = { body: '<html><body/></html>' };
    await expect(arm(feed, { url: base })).rejects.toThrow('no feed: it begins with html');
    answer = { body: '<!DOCTYPE r [<!ENTITY x "y">]><rss/>' };
    await expect(arm(feed, { url: base })).rejects.toThrow('DOCTYPE');
    answer = { body: '' };
    await expect(arm(feed, { url: base })).rejects.toThrow(/XML|nothing/);
  });
});
