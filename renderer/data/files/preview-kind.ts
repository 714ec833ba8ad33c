import type { FileRef } from '#contract/node';

/** How a file can be looked at. */
export type Preview = { as: 'image'; type: string } | { as: 'text' } | { as: 'none'; why: string };

/** Bytes of the largest image that is shown. */
export const MOST_OF_IMAGE = 20 * 1024 * 1024;
/** Bytes of a text that are shown. */
export const MOST_OF_TEXT = 256 * 1024;

/** Images as browsers show them; as an image, SVG runs no scripts and loads nothing. */
const IMAGES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
  'image/svg+xml',
]);
const TEXTS =
  /^text\/|^application\/([\w.-]+\+)?(json|xml|yaml|x-yaml|toml|sql|javascript|x-ndjson|x-sh|x-httpd-php)$/;

/**
 * What the window may show of a file. Its media type is what some server said, so
 * it only chooses among what can do no harm: an image, or characters. HTML is
 * characters too.
 */
export function previewOf({ mime, size }: Pick<FileRef, 'mime' | 'size'>): Preview {
  const type = mime.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (IMAGES.has(type)) {
    return size > MOST_OF_IMAGE
      ? { as: 'none', why: 'The image is too large to be shown here.' }
      : { as: 'image', type };
  }
  if (TEXTS.test(type)) return { as: 'text' };
  if (type === 'application/pdf')
    return { as: 'none', why: 'PDF files are not shown here, so that nothing in them can run.' };
  return { as: 'none', why: 'Files of this type are not shown here.' };
}

/** Bytes as UTF-8; undefined where they are no text. @param whole all of the file is there */
export function textOf(bytes: Uint8Array, whole: boolean): string | undefined {
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  // A character that is cut in two at the end is left out.
  return new TextDecoder().decode(bytes, { stream: !whole });
}
