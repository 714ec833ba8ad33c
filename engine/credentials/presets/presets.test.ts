import { describe, expect, it } from 'vitest';
import { matchHost } from '../hosts.ts';
import { connectionTypes } from '../types/index.ts';
import { connectionPresets } from './index.ts';

it('has each id once', () => {
  expect(new Set(connectionPresets.map(({ id }) => id)).size).toBe(connectionPresets.length);
});

describe.each(connectionPresets)('$title', ({ type, values, hosts, test, docsUrl }) => {
  it('fills in fields that its type has, with what they take', () => {
    const shape = connectionTypes.get(type)?.fields.shape ?? {};
    for (const [name, value] of Object.entries(values)) {
      expect(shape[name]?.safeParse(value), name).toMatchObject({ success: true });
    }
  });

  it('is asked only by encryption, and tested at one of its hosts', () => {
    expect(hosts.length).toBeGreaterThan(0);
    if (test) expect(matchHost(hosts, new URL(test.url).hostname, undefined)).toBeDefined();
    // The redirect address is one of this machine: nothing goes over a network to it.
    const { redirectUrl: _, ...theirs } = values;
    const addresses = [test?.url, docsUrl, ...Object.values(theirs)].filter((text) =>
      /^\w+:\/\//.test(String(text)),
    );
    for (const address of addresses) expect(address).toMatch(/^https:/);
  });
});
