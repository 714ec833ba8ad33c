import { describe, expect, it } from 'vitest';
import { answerChallenge, readChallenge } from './index.ts';

const get = (url: string) => ({ method: 'GET', url: new URL(url), body: undefined });

function answered(header: string, login: { user: string; password: string }, url: string, cnonce: string) {
  const challenge = readChallenge(header, false);
  if (!challenge) throw new Error('no challenge was found');
  return answerChallenge(challenge, login, get(url), 1, cnonce);
}

describe('the examples of the standards', () => {
  const mufasa = { user: 'Mufasa', password: 'Circle of Life' };
  const at = 'http://www.example.org/dir/index.html';
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  const offer = (algorithm: string) =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;

  it('RFC 7616, 3.9.1: SHA-256 is preferred to MD5', () => {
    const header = answered(`${offer('MD5')}, ${offer('SHA-256')}`, mufasa, at, cnonce);
    expect(header).toContain('response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"');
    expect(header).toContain('algorithm=SHA-256');
    expect(header).toContain('qop=auth, nc=00000001');
  });

  it('RFC 7616, 3.9.1: MD5', () => {
    expect(answered(offer('MD5'), mufasa, at, cnonce)).toContain(
      'response="8ca523f5e9506fed4657c9700eebdbec"',
    );
  });

  it('RFC 7616, 3.9.2: SHA-512-256 with the name of the user hashed', () => {
    const header = answered(
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
      { user: 'Jäsøn Doe', password: 'Secret, or not?' },
      'http://api.example.org/doe.json',
      'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
    );
    expect(header).toContain('username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"');
    expect(header).toContain('userhash=true');
    // What the standard prints here is wrong; erratum 4897 has these.
    expect(header).toContain('response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"');
  });

  it('RFC 2617, 3.5', () => {
    const header = answered(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      { user: 'Mufasa', password: 'Circle Of Life' },
      'http://www.nowhere.org/dir/index.html',
      '0a4f113b',
    );
    expect(header).toContain('response="6629fae49393a05397450978507c4ef1"');
  });
});

describe('reading challenges', () => {
  it('finds Digest among other schemes, with commas and quotes in its texts', () => {
    const header =
      'Negotiate, Basic realm="a, Digest b", Digest realm="say \\"x, y\\"", nonce="n==", stale=TRUE, Bearer realm="z"';
    expect(readChallenge(header, false)).toMatchObject({
      realm: 'say "x, y"',
      nonce: 'n==',
      stale: true,
      qop: undefined,
      hash: 'md5',
    });
  });

  it.each([
    ['no Digest', 'Basic realm="x"'],
    ['an unknown algorithm', 'Digest realm="x", nonce="y", algorithm=SHA-3'],
    ['no nonce', 'Digest realm="x"'],
    ['an unknown qop', 'Digest realm="x", nonce="y", qop="other"'],
  ])('finds none in %s', (_, header) => {
    expect(readChallenge(header, false)).toBeUndefined();
  });

  it('cannot answer for the bytes of a stream', () => {
    const header = 'Digest realm="x", nonce="y", qop="auth-int"';
    expect(readChallenge(header, false)?.qop).toBe('auth-int');
    expect(readChallenge(header, true)).toBeUndefined();
  });
});
