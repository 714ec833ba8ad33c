import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AddressKind, classifyAddress, createHttpClient, type HttpClientOptions } from '#engine/http';

const KINDS: Record<AddressKind, string[]> = {
  forbidden: [
    '169.254.169.254',
    '169.254.170.2',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:254',
    'fe80::1',
    'fe80::1%eth0',
    '100.100.100.200',
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
    'not an address',
    '',
  ],
  private: [
    '127.0.0.1',
    '127.255.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fd12:3456::1',
    'fc00::1',
  ],
  public: [
    '1.1.1.1',
    '172.32.0.1',
    '172.15.0.1',
    '11.0.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ],
};

describe('address kinds', () => {
  it.each(Object.entries(KINDS))('%s', (kind, addresses) => {
    expect(addresses.map((address) => [address, classifyAddress(address)])).toEqual(
      addresses.map((address) => [address, kind]),
    );
  });
});

describe('requests', () => {
  let port = 0;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const to = new URL(request.url ?? '', 'http://x').searchParams.get('to');
    if (to) response.writeHead(302, { location: to });
    response.end('inside');
  });
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
  });

  async function get(url: string, options: HttpClientOptions): Promise<string> {
    asked.length = 0;
    const client = createHttpClient(options);
    try {
      return await (
        await client.request({ method: 'GET', url, signal: new AbortController().signal })
      ).text();
    } finally {
      await client.close();
    }
  }
  const resolvingTo =
    (...addresses: string[]): LookupFunction =>
    (_, __, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  const refused = { kind: 'user', code: 'FORBIDDEN_ADDRESS' };

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
  ])('never contacts %s', async (url) => {
    await expect(get(url, { privateNetwork: 'allow' })).rejects.toMatchObject(refused);
  });

  it.each(['http://127.0.0.1', 'http://2130706433', 'http://127.1', 'http://0', 'http://[::ffff:7f00:1]'])(
    'does not contact %s when private networks are denied',
    async (url) => {
      await expect(get(`${url}:${port}/`, { privateNetwork: 'deny' })).rejects.toMatchObject(refused);
      expect(asked).toEqual([]);
    },
  );

  it('checks the address a name resolves to, every one of them', async () => {
    const rules = (lookup: LookupFunction) => ({ privateNetwork: 'deny', addressRules: { lookup } }) as const;
    const url = `http://harmless.test:${port}/`;
    await expect(get(url, rules(resolvingTo('127.0.0.1')))).rejects.toMatchObject(refused);
    await expect(get(url, rules(resolvingTo('1.1.1.1', '127.0.0.1')))).rejects.toMatchObject(refused);
    const metadata = {
      privateNetwork: 'allow',
      addressRules: { lookup: resolvingTo('169.254.169.254') },
    } as const;
    await expect(get(url, metadata)).rejects.toMatchObject(refused);
    expect(asked).toEqual([]);
  });

  it('lets private hosts redirect to private hosts', async () => {
    const url = `http://127.0.0.1:${port}/?to=http://localhost:${port}/private`;
    expect(
      await get(url, { privateNetwork: 'allow', addressRules: { lookup: resolvingTo('127.0.0.1') } }),
    ).toBe('inside');
  });

  it.each(['http://127.0.0.2', 'http://[::1]', 'http://inside.test'])(
    'refuses a redirect from a public host to %s',
    async (target) => {
      // The test server's address stands in for a public one.
      const classify = (address: string) => (address === '127.0.0.1' ? 'public' : classifyAddress(address));
      const rules = { lookup: resolvingTo('10.0.0.1'), classify };
      const url = `http://127.0.0.1:${port}/?to=${target}:${port}/private`;
      await expect(get(url, { privateNetwork: 'allow', addressRules: rules })).rejects.toMatchObject(refused);
      expect(asked).toHaveLength(1);
    },
  );

  it('refuses a redirect to the metadata service', async () => {
    const url = `http://127.0.0.1:${port}/?to=http://169.254.169.254/`;
    await expect(get(url, { privateNetwork: 'allow' })).rejects.toMatchObject(refused);
  });
});
