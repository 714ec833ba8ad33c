import { expect, it } from 'vitest';
import { redirectAddress } from './redirect-address.ts';

it.each([
  [undefined, 'http://127.0.0.1/callback', 0],
  ['http://localhost/cb', 'http://localhost/cb', 0],
  ['http://localhost:8400/', 'http://localhost:8400/', 8400],
])('listens where %s is on this machine', (registered, url, port) => {
  expect(redirectAddress(registered, false)).toEqual({ kind: 'listen', url: new URL(url), port });
});

it.each([
  'https://localhost/cb',
  'http://[::1]/cb',
  'http://example.com/cb',
  'urn:ietf:wg:oauth:2.0:oob',
  'com.example.app:/cb',
])('%s is copied back, as it is registered', (registered) => {
  expect(redirectAddress(registered, false)).toEqual({ kind: 'paste', text: registered });
});

it('names a port where nobody listens for a browser elsewhere, unless one is registered', () => {
  expect(redirectAddress(undefined, true)).toEqual({
    kind: 'paste',
    text: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d{5}\/callback$/),
  });
  const registered = 'http://localhost:8400/cb';
  expect(redirectAddress(registered, true)).toEqual({ kind: 'paste', text: registered });
});

it('says that something is no address', () => {
  expect(() => redirectAddress('callback', false)).toThrow('is not an address');
});
