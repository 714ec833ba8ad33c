import { expect, test } from 'vitest';
import { MOST_OF_IMAGE, previewOf, textOf } from './preview-kind.ts';

test.each([
  ['image/png', 'image'],
  ['IMAGE/PNG; q=1', 'image'],
  ['image/svg+xml', 'image'],
  ['image/tiff', 'none'],
  ['text/html; charset=utf-8', 'text'],
  ['text/csv', 'text'],
  ['application/json', 'text'],
  ['application/vnd.api+json', 'text'],
  ['application/xhtml+xml', 'text'],
  ['application/pdf', 'none'],
  ['application/octet-stream', 'none'],
  ['application/jsonp', 'none'],
  ['', 'none'],
])('%s is shown as %s', (mime, as) => {
  expect(previewOf({ mime, size: 10 }).as).toBe(as);
});

test('an image gets a type of ours, never the words of a server', () => {
  expect(previewOf({ mime: 'image/PNG; x="><script>"', size: 10 })).toEqual({
    as: 'image',
    type: 'image/png',
  });
});

test('an image that is too large is not shown', () => {
  expect(previewOf({ mime: 'image/png', size: MOST_OF_IMAGE + 1 }).as).toBe('none');
});

test('bytes are shown as text where they are text', () => {
  const bytes = new TextEncoder().encode('Zürich');
  expect(textOf(bytes, true)).toBe('Zürich');
  expect(textOf(bytes.subarray(0, 2), false)).toBe('Z');
  expect(textOf(new Uint8Array([37, 80, 0, 1]), true)).toBeUndefined();
});
