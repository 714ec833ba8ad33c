import { expect, test } from 'vitest';
import { type Flow, findSecrets } from '#contract/flow';
import { connectionFor, whyNotMoved } from './credential-for.ts';

const nodeWith = (params: Record<string, unknown>, connection?: string) => ({
  type: 'http.request',
  params,
  ...(connection === undefined ? {} : { connection }),
});
const literalIn = (params: Record<string, unknown>) => {
  const flow: Flow = { flowbench: 1, id: 'f', name: 'f', nodes: { call: nodeWith(params) } };
  const [literal] = findSecrets(flow);
  if (!literal) throw new Error('nothing found');
  return literal;
};
const url = 'https://api.crm.example/x';
const ALL = ['http.bearer', 'http.basic', 'http.apiKey'];

test.each([
  [{ Authorization: 'Bearer 8af3c99d2b11' }, 'http.bearer', { token: '8af3c99d2b11' }],
  [{ Authorization: `Basic ${btoa('anna:p:w')}` }, 'http.basic', { user: 'anna', password: 'p:w' }],
  [
    { Authorization: 'Token 8af3c99d2b11' },
    'http.apiKey',
    { place: 'header', name: 'Authorization', prefix: 'Token ', key: '8af3c99d2b11' },
  ],
  [{ 'X-Api-Key': 'k-12ab34' }, 'http.apiKey', { place: 'header', name: 'X-Api-Key', key: 'k-12ab34' }],
])('%j is sent by a connection of type %s', (headers, type, values) => {
  const { move } = literalIn({ url, headers });
  expect(move && connectionFor(move.sent)).toEqual({ type, values });
});

test('a key in the address is sent as one', () => {
  const { move } = literalIn({ url: `${url}?api_key=k-12ab34` });
  expect(move && connectionFor(move.sent)).toEqual({
    type: 'http.apiKey',
    values: { place: 'query', name: 'api_key', key: 'k-12ab34' },
  });
});

test('why one cannot be moved is said', () => {
  const headers = { Authorization: 'Bearer 8af3c99d2b11' };
  const why = (params: Record<string, unknown>, accepted = ALL, connection?: string) =>
    whyNotMoved(literalIn(params), nodeWith(params, connection), accepted);
  expect(why({ url, headers })).toBeUndefined();
  expect(why({ url, headers }, ALL, 'crm')).toMatch(/has a connection already/);
  expect(why({ url, headers }, ['http.basic'])).toMatch(/takes no such connection/);
  expect(why({ url: '{{ $json.url }}', headers })).toMatch(/name its host/);
  expect(why({ url, body: { client_secret: 'q8Zr41mmT0aa' } })).toMatch(/by hand/);
});
