import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { buildUrl, webConnections } from '#nodes/connect';
import { armPoll } from '../arm-poll.ts';
import { paceFields } from '../poll-fields.ts';
import { lookAtFeed } from './look-at-feed.ts';

export const feed = defineNode({
  type: 'trigger.feed',
  version: 1,
  title: 'RSS or Atom feed',
  summary: 'Starts the flow when a feed has new entries.',
  group: 'trigger',
  icon: 'rss',
  docs: `Reads an RSS or Atom feed again and again. Each entry is an item \`{ id, title, link, publishedAt, updatedAt, author, summary, content, categories, feed }\`, whatever kind of feed it is; times are ISO 8601, what an entry does not have is null. Runs get the oldest entry first.

An entry is new when its \`id\` was not in the feed at the last look. A server that says that nothing has changed is not asked for the feed itself.`,
  params: z.object({
    url: field
      .text('URL', {
        editor: 'url',
        placeholder: 'https://example.com/feed.xml',
        help: 'Of the feed itself, not of the page.',
      })
      .min(1),
    headers: field.keyValue('Headers').optional(),
    updates: field
      .toggle('Changed entries count', { help: 'Also entries whose content has changed.' })
      .default(false),
    ...paceFields,
  }),
  connection: webConnections,
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'News of a site',
      params: { url: 'https://example.com/feed.xml', every: '15m', runs: 'each' },
      output: { out: [sampleEntry('2026-01-05T07:00:00.000Z')] },
    },
  ],
  arm(ctx) {
    const { url, headers, updates } = ctx.params;
    const address = buildUrl(url);
    return armPoll(ctx, {
      is: address.href,
      strategy: { detect: 'all', key: 'id', changes: updates },
      look: (memory) => lookAtFeed(ctx, address, headers, memory),
    });
  },
  sample: (_, now) => [{ json: sampleEntry(new Date(now).toISOString()) }],
});

function sampleEntry(time: string): Record<string, unknown> {
  return {
    id: 'https://example.com/1',
    title: 'An entry',
    link: 'https://example.com/1',
    publishedAt: time,
    updatedAt: time,
    author: null,
    summary: null,
    content: null,
    categories: [],
    feed: { title: 'A feed', link: 'https://example.com' },
  };
}
