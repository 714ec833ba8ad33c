import { expect, it } from 'vitest';
import { matchHost } from './hosts.ts';

it.each([
  [['api.example.com'], 'API.Example.com.', '443', 'named'],
  [['api.example.com:443'], 'api.example.com', '443', 'named'],
  [['api.example.com:8443'], 'api.example.com', '443', undefined],
  [['*.example.com'], 'a.b.example.com', '443', 'below'],
  [['*.example.com', 'a.example.com'], 'a.example.com', '443', 'named'],
  [['*.example.com'], 'example.com', '443', undefined],
  [['*.example.com'], 'badexample.com', '443', undefined],
  [['example.com'], 'example.com.evil.net', '443', undefined],
  [['*', '*.', '', ' '], 'example.com', '443', undefined],
  [['bücher.example'], 'xn--bcher-kva.example', '443', 'named'],
  [['[::1]:8080'], '[::1]', '8080', 'named'],
  [['[::1]'], '0:0:0:0:0:0:0:1', undefined, 'named'],
  [['127.0.0.1'], '127.0.0.2', '80', undefined],
] as const)('%j and %s, port %s: %s', (allowed, host, port, match) => {
  expect(matchHost(allowed, host, port)).toBe(match);
});
