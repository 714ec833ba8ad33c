import { describe, expect, test } from 'vitest';
import type { Flow } from '../schema.ts';
import { findSecrets, secretProblems } from './find-secrets.ts';

// Put together here, so that nobody who looks for leaked keys finds one in this file.
const GITHUB = `ghp${'_'}${'a1B2c3'.repeat(6)}`;
const STRIPE = `sk${'_live_'}${'4eC39HqLyjWD'.repeat(2)}`;
const SLACK = `xoxb${'-'}123456789012-abcdefABCDEF`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${'s1gn4tur3'.repeat(3)}`;
const PEM = `-----BEGIN RSA PRIVATE ${'KEY'}-----\nMIIEow==\n-----END RSA PRIVATE KEY-----`;

const flowWith = (params: Record<string, unknown>, type = 'http.request'): Flow => ({
  flowbench: 1,
  id: 'flw_x',
  name: 'x',
  nodes: { call: { type, params } },
});
const found = (params: Record<string, unknown>, type?: string) => findSecrets(flowWith(params, type));

describe('what is sent with a request', () => {
  test('bearer tokens, accounts and keys in headers', () => {
    expect(found({ headers: { Authorization: 'Bearer 8af3c99d2b11' } })).toEqual([
      {
        node: 'call',
        path: ['headers', 'Authorization'],
        what: 'a bearer token',
        secret: '8af3c99d2b11',
        move: { sent: { as: 'bearer', token: '8af3c99d2b11' }, rest: undefined },
      },
    ]);
    expect(found({ headers: { authorization: `Basic ${btoa('anna:open:sesame')}` } })[0]?.move?.sent).toEqual(
      {
        as: 'basic',
        user: 'anna',
        password: 'open:sesame',
      },
    );
    expect(found({ headers: { 'X-API-Key': 'k-1234-abcd' } })[0]?.move?.sent).toEqual({
      as: 'header',
      name: 'X-API-Key',
      value: 'k-1234-abcd',
    });
    // A scheme of its own goes as it is.
    expect(found({ headers: { Authorization: `token ${GITHUB}` } })[0]).toMatchObject({
      what: 'a GitHub token',
      move: { sent: { as: 'header', value: `token ${GITHUB}` } },
    });
  });

  test('parameters of the address, which stays whole otherwise', () => {
    const [literal] = found({
      url: 'https://api.example.com/v1?page=2&api_key=abc123def&x={{ $json.x }}#top',
    });
    expect(literal).toMatchObject({
      what: 'an API key',
      secret: 'abc123def',
      move: {
        sent: { as: 'query', name: 'api_key', value: 'abc123def' },
        rest: 'https://api.example.com/v1?page=2&x={{ $json.x }}#top',
      },
    });
    expect(found({ url: 'https://a.example/?access_token=a%2Fb%2Fc%2F9' })[0]?.move).toEqual({
      sent: { as: 'query', name: 'access_token', value: 'a/b/c/9' },
      rest: 'https://a.example/',
    });
    expect(found({ query: { token: '9f8e7d6c5b4a' } })[0]?.move?.sent.as).toBe('query');
  });

  test('a password in the address', () => {
    expect(found({ url: 'https://anna:p%40ss-9@files.example/{{ $json.id }}' })[0]).toMatchObject({
      what: 'a password',
      secret: 'p%40ss-9',
      move: {
        sent: { as: 'basic', user: 'anna', password: 'p@ss-9' },
        rest: 'https://files.example/{{ $json.id }}',
      },
    });
    expect(found({ url: 'postgres://app:hunter22@db/x' }, 'db.query')[0]?.move).toBeUndefined();
  });
});

test.each([
  [GITHUB, 'a GitHub token'],
  [STRIPE, 'a Stripe key'],
  [SLACK, 'a Slack token'],
  [JWT, 'a signed token (JWT)'],
  [PEM, 'a private key'],
  [`AKIA${'IOSFODNN7EXAMPL1'}`, 'an AWS access key'],
])('a known shape is found wherever it stands: %#', (token, what) => {
  const nested = found({ body: { deep: [{ note: `use ${token} here` }] } });
  expect(nested).toMatchObject([{ what, path: ['body', 'deep', 0, 'note'], secret: token }]);
  expect(found({ code: `const key = "${token}";` }, 'data.code')).toHaveLength(1);
});

test('fields with a telling name and a random value', () => {
  expect(found({ body: { client_secret: 'q8Zr41mmT0aa' } })).toHaveLength(1);
  expect(found({ body: { password: 'correct horse' } })).toEqual([]);
  expect(found({ items: [{ password: 'q8Zr41mmT0aa' }] }, 'trigger.manual')).toEqual([]);
});

test.each([
  [{ headers: { Authorization: 'Bearer {{ $json.token }}' } }],
  [{ headers: { Authorization: 'Bearer YOUR_TOKEN' } }],
  [{ headers: { Authorization: 'Bearer <token>' } }],
  [{ headers: { 'X-Api-Key': 'xxxxxxxx' } }],
  [{ headers: { Accept: 'application/json', 'X-Request-Id': 'a1b2c3d4e5f6a7b8' } }],
  [{ url: 'https://a.example/?api_key={{ $json.key }}&page_token=abcdef123456' }],
  [{ url: 'https://a.example/?key=name&token=next' }],
  [{ url: 'https://{{ $json.user }}:{{ $json.password }}@a.example' }],
  [{ url: 'https://user:***@a.example/' }],
  [{ url: 'https://a.example:8080/x@y?mail=a:b@c' }],
  [{ query: { key: 'order', sort: 'token' } }],
  [{ text: 'The bearer of this password may use the API key from https://a.example/keys.' }],
  [{ hash: 'd41d8cd98f00b204e9800998ecf8427e', id: '123e4567-e89b-12d3-a456-426614174000' }],
])('is left alone: %j', (params) => {
  expect(found(params)).toEqual([]);
});

test('a text put together for each item cannot be moved, but is told', () => {
  const [literal] = found({ headers: { Authorization: `Bearer {{ "${GITHUB}" }}` } });
  expect(literal?.what).toBe('a GitHub token');
  expect(literal?.move).toBeUndefined();
});

test('problems say where and what, and do not repeat the secret', () => {
  const [problem] = secretProblems(flowWith({ headers: { 'X-Key': STRIPE } }));
  expect(problem).toMatchObject({ severity: 'warning', node: 'call', param: 'headers.X-Key' });
  expect(JSON.stringify(problem)).not.toContain(STRIPE);
});

// A search that goes back and forth over such texts would not end before the test is given up.
test('long texts that almost look like one do not hold the search up', () => {
  for (const text of [
    '-----BEGIN '.repeat(20_000),
    'eyJ'.repeat(60_000),
    'SG.a'.repeat(50_000),
    'xox'.repeat(60_000),
  ]) {
    expect(found({ text, url: `https://${text}` })).toEqual([]);
  }
});
