import { expect, it } from 'vitest';
import { decodeFrame, encodeFrame, newSealKeys, packCall, unpackCall } from './index.ts';

const head = { method: 'POST', url: '/a?b=c', headers: { x: ['1', '2'] }, remote: '127.0.0.1' };
const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const about = { device: 'dev', id: 'msg', receivedAt: 5 };

it('carries JSON and bytes in one frame', () => {
  const decoded = decodeFrame(encodeFrame(head, body));
  expect(decoded.head).toEqual(head);
  expect(body.equals(decoded.body)).toBe(true);
  expect(decodeFrame(encodeFrame(head)).body.byteLength).toBe(0);
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['too short', Buffer.from([0, 0, 0, 9, 1])],
  ['no JSON', Buffer.from([0, 0, 0, 1, 64])],
])('refuses %s', (_, bytes) => {
  expect(() => decodeFrame(bytes)).toThrow(expect.objectContaining({ code: 'BAD_FRAME' }));
});

it('opens what was sealed to its key, and only where it belongs', () => {
  const keys = newSealKeys();
  const sealed = packCall(keys.publicKey, head, body, about);
  const opened = unpackCall(keys, sealed, about);
  expect(opened.head).toEqual(head);
  expect(body.equals(opened.body)).toBe(true);
  expect(sealed.includes('POST')).toBe(false);
  const refused = expect.objectContaining({ code: 'CANNOT_UNSEAL' });
  expect(() => unpackCall(newSealKeys(), sealed, about)).toThrow(refused);
  expect(() => unpackCall(keys, sealed, { ...about, id: 'other' })).toThrow(refused);
  expect(() => unpackCall(keys, sealed, { ...about, receivedAt: 6 })).toThrow(refused);
  for (const at of [0, 5, 40, sealed.byteLength - 1]) {
    const bent = Buffer.from(sealed);
    bent[at] = (bent[at] ?? 0) ^ 1;
    expect(() => unpackCall(keys, bent, about)).toThrow(refused);
  }
  expect(() => unpackCall(keys, Buffer.alloc(3), about)).toThrow(refused);
});
