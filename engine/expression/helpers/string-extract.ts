import type { HelperTable } from './helper.ts';

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/u;
const URL = /https?:\/\/[^\s<>"'()]+/i;
const DOMAIN = /(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}/i;

/** Tests and finds of addresses in text. */
export const STRING_EXTRACT_HELPERS: HelperTable<string> = {
  isEmail: {
    call: 'isEmail()',
    doc: 'True when the whole text is an e-mail address.',
    example: ["'ann@example.org'.isEmail()", true],
    fn: (text) => EMAIL.exec(text)?.[0] === text,
  },
  isUrl: {
    call: 'isUrl()',
    doc: 'True when the whole text is an http or https address.',
    example: ["'https://example.org/a'.isUrl()", true],
    fn: (text) => URL.exec(text)?.[0] === text,
  },
  isDomain: {
    call: 'isDomain()',
    doc: 'True when the whole text is a domain name.',
    example: ["'example.org'.isDomain()", true],
    fn: (text) => DOMAIN.exec(text)?.[0] === text,
  },
  isNumeric: {
    call: 'isNumeric()',
    doc: 'True when the text shows a number.',
    example: ["'12.5'.isNumeric()", true],
    fn: (text) => text.trim() !== '' && Number.isFinite(Number(text)),
  },
  extractEmail: {
    call: 'extractEmail()',
    doc: 'The first e-mail address in the text.',
    example: ["'Write to ann@example.org today'.extractEmail()", 'ann@example.org'],
    fn: (text) => EMAIL.exec(text)?.[0],
  },
  extractUrl: {
    call: 'extractUrl()',
    doc: 'The first web address in the text.',
    example: ["'see https://example.org/a now'.extractUrl()", 'https://example.org/a'],
    fn: (text) => URL.exec(text)?.[0],
  },
  extractDomain: {
    call: 'extractDomain()',
    doc: 'The domain of the first e-mail or web address in the text.',
    example: ["'ann@mail.example.org'.extractDomain()", 'mail.example.org'],
    fn: (text) => DOMAIN.exec(text.includes('@') ? text.slice(text.indexOf('@') + 1) : text)?.[0],
  },
  extractUrlPath: {
    call: 'extractUrlPath()',
    doc: 'The path of the first web address in the text.',
    example: ["'https://example.org/a/b?c=1'.extractUrlPath()", '/a/b'],
    fn: (text) => {
      const url = URL.exec(text)?.[0];
      return url && (/^https?:\/\/[^/?#]+(\/[^?#]*)?/i.exec(url)?.[1] ?? '/');
    },
  },
};
