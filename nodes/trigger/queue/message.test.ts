import { describe, expect, test } from 'vitest';
import { LARGEST, readPayload } from './message.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('auto', () => {
  test.each([
    ['{"a":[1]}', { a: [1] }],
    ['21.5', 21.5],
    ['null', null],
    ['"x"', 'x'],
    ['hello', 'hello'],
    ['', ''],
    ['0123', '0123'],
    ['12345678901234567890', '12345678901234567890'],
  ])('%s', (text, payload) => {
    expect(readPayload(bytes(text), 'auto')).toEqual({ payload, isFile: false });
  });

  test('what is no text is a file', () => {
    expect(readPayload(Uint8Array.of(0xff, 0xfe, 0), 'auto')).toEqual({ payload: null, isFile: true });
  });

  test('what says that it is JSON and is not comes as text, with a note', () => {
    expect(readPayload(bytes('{"a":'), 'auto', 'application/json')).toMatchObject({
      payload: '{"a":',
      payloadError: expect.stringContaining('not valid JSON'),
    });
  });
});

test('other forms keep what they cannot read', () => {
  expect(readPayload(bytes('{"a":1}'), 'text')).toEqual({ payload: '{"a":1}', isFile: false });
  expect(readPayload(bytes('{"a":1}'), 'file')).toEqual({ payload: null, isFile: true });
  expect(readPayload(bytes('x'), 'json')).toMatchObject({ payload: 'x', payloadError: expect.any(String) });
  expect(readPayload(Uint8Array.of(0xff), 'json')).toMatchObject({
    isFile: true,
    payloadError: expect.any(String),
  });
});

test('one that is too large is told of, not read', () => {
  expect(readPayload(new Uint8Array(LARGEST + 1), 'auto')).toMatchObject({
    payload: null,
    payloadError: expect.stringContaining(String(LARGEST)),
    isFile: false,
  });
});
