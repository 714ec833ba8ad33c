import { describe, expect, it } from 'vitest';
import { checkParams } from '#test/catalogue';
import { readCurl } from './read-curl.ts';
import { readItems } from './read-items.ts';

const read = (text: string) => {
  const found = readCurl(text);
  // What is read must be what the node takes.
  if (found) checkParams('http.request', found.params);
  return found;
};

describe('a cURL command', () => {
  it('as browsers copy it', () => {
    const found = read(`curl 'https://api.example.com/orders?page=1' \\
  -X 'POST' \\
  -H 'content-type: application/json' \\
  -H $'x-note: it\\'s \\u0021' \\
  -H 'authorization: Bearer abc' \\
  --data-raw '{"id":1,"text":"a \\"b\\""}' --compressed`);
    expect(found).toEqual({
      params: {
        method: 'POST',
        url: 'https://api.example.com/orders?page=1',
        headers: { 'x-note': "it's !", authorization: 'Bearer abc' },
        bodyType: 'json',
        body: { id: 1, text: 'a "b"' },
      },
      secrets: ['authorization'],
      leftOut: [],
    });
  });

  it.each([
    ['curl example.com', { method: 'GET', url: 'http://example.com' }],
    ['$ curl -sS -XDELETE "https://x.example/a b"', { method: 'DELETE', url: 'https://x.example/a b' }],
    ['curl -I https://x.example | jq .', { method: 'HEAD', url: 'https://x.example' }],
    [
      'curl https://x.example -d a=1 -d b=%202',
      { method: 'POST', url: 'https://x.example', bodyType: 'form', body: { a: '1', b: ' 2' } },
    ],
    [
      'curl -G https://x.example/?z=0 -d a=1 --data-urlencode "q=x y"',
      { method: 'GET', url: 'https://x.example/?z=0&a=1&q=x%20y' },
    ],
    [
      'curl https://x.example --json \'{"a":1}\' --max-time 5',
      { method: 'POST', url: 'https://x.example', bodyType: 'json', body: { a: 1 }, timeout: '5s' },
    ],
    [
      "curl --request=PUT https://x.example -H 'Content-Type: text/plain' --data 'hello'",
      {
        method: 'PUT',
        url: 'https://x.example',
        headers: { 'Content-Type': 'text/plain' },
        bodyType: 'text',
        body: 'hello',
      },
    ],
  ])('%s', (text, params) => {
    expect(read(text)).toMatchObject({ params, leftOut: [] });
    expect(Object.keys(read(text)?.params ?? {}).sort()).toEqual(Object.keys(params).sort());
  });

  it('tells of secrets and of what it does not take over', () => {
    const found = read('curl -u me:ü -F a=1 -F f=@x.png --proxy http://p -Z https://x.example -b "s=1"');
    expect(found?.params).toMatchObject({
      method: 'POST',
      bodyType: 'multipart',
      body: { a: '1' },
      headers: { Authorization: 'Basic bWU6w7w=', Cookie: 's=1' },
    });
    expect(found?.secrets).toEqual(['Cookie', 'Authorization']);
    expect(found?.leftOut).toEqual(['--proxy', '-Z', '-F f=@x.png']);
  });

  it('is nothing else', () => {
    for (const text of ['curling is fun', "curl 'open", 'curl', 'curl -s', '{"a":1}', 'wget x']) {
      expect(read(text)).toBeUndefined();
    }
  });
});

it('JSON data becomes items', () => {
  expect(readItems('[{"a":1},2]')).toEqual([{ a: 1 }, { value: 2 }]);
  expect(readItems(' {"a":1}')).toEqual([{ a: 1 }]);
  expect(readItems('"text"')).toBeUndefined();
  expect(readItems('{oops')).toBeUndefined();
});
