import { describe, expect, it } from 'vitest';
import { signAws } from './sign-aws.ts';

// The key, time, region and expected signatures are those of the published test suite "aws-sig-v4-test-suite".
const KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
  region: 'us-east-1',
  service: 'service',
};
const TIME = new Date('2015-08-30T12:36:00Z');

interface Given {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  body?: string;
}

function signed({ method = 'GET', url = '/', headers = {}, body }: Given, keys: Partial<typeof KEYS> = {}) {
  const request = {
    method,
    url: new URL(`https://example.amazonaws.com${url}`),
    headers: { ...headers },
    body,
  };
  signAws(request, { ...KEYS, ...keys }, TIME);
  return request;
}

describe('the published test suite', () => {
  it.each<[string, Given, string, string]>([
    [
      'get-vanilla',
      {},
      'host;x-amz-date',
      '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    ],
    [
      'get-vanilla-query-order-key-case',
      { url: '/?Param2=value2&Param1=value1' },
      'host;x-amz-date',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-query-order-value',
      { url: '/?Param1=value2&Param1=value1' },
      'host;x-amz-date',
      '5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694',
    ],
    [
      'post-vanilla',
      { method: 'POST' },
      'host;x-amz-date',
      '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    ],
    [
      'post-header-key-sort',
      { method: 'POST', headers: { 'my-header1': 'value1' } },
      'host;my-header1;x-amz-date',
      'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
    ],
    [
      'post-x-www-form-urlencoded',
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'Param1=value1',
      },
      'content-type;host;x-amz-date',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', (_, given, names, signature) => {
    expect(signed(given).headers.authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    );
  });
});

describe('S3', () => {
  // The worked example "GET Object" of the Amazon S3 documentation on the Authorization header.
  it('signs the example of its documentation', () => {
    const request = {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
      headers: { range: 'bytes=0-9' } as Record<string, string>,
      body: undefined,
    };
    const keys = {
      ...KEYS,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: undefined,
      service: undefined,
    };
    signAws(request, keys, new Date('2013-05-24T00:00:00Z'));
    expect(request.headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('leaves a stream unsigned over https, and refuses it elsewhere', () => {
    const request = (url: string) => ({
      method: 'PUT',
      url: new URL(url),
      headers: {} as Record<string, string>,
      body: 'stream' as const,
    });
    const put = request('https://bucket.s3.eu-west-1.amazonaws.com/a');
    signAws(put, { ...KEYS, region: undefined, service: undefined }, TIME);
    expect(put.headers['x-amz-content-sha256']).toBe('UNSIGNED-PAYLOAD');
    expect(put.headers.authorization).toContain('/eu-west-1/s3/');
    const refused = expect.objectContaining({ code: 'CONNECTION_BODY' });
    expect(() => signAws(request('http://127.0.0.1/a'), { ...KEYS, service: 's3' }, TIME)).toThrow(refused);
    expect(() =>
      signAws(
        request('https://sqs.eu-west-1.amazonaws.com/a'),
        { ...KEYS, service: undefined as never },
        TIME,
      ),
    ).toThrow(refused);
  });
});

describe('what is signed', () => {
  it('has the session token among the headers', () => {
    const { headers } = signed({}, { sessionToken: 'temporary' } as never);
    expect(headers['x-amz-security-token']).toBe('temporary');
    expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
  });

  it('is what is sent: spaces in the query are %20', () => {
    expect(signed({ url: '/?q=a+b&c=%2B' }).url.search).toBe('?c=%2B&q=a%20b');
  });

  it('needs region and service where the host does not tell them', () => {
    const request = {
      method: 'GET',
      url: new URL('https://minio.example.com/'),
      headers: {},
      body: undefined,
    };
    expect(() => signAws(request, { ...KEYS, region: undefined }, TIME)).toThrow(
      expect.objectContaining({ code: 'CONNECTION_REGION' }),
    );
  });
});
