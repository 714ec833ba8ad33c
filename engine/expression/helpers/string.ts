import { type HelperTable, numberArg, textArg } from './helper.ts';
import { STRING_EXTRACT_HELPERS } from './string-extract.ts';
import { capitalize, plainLetters, words } from './string-words.ts';
import { toDateTime } from './to-date-time.ts';

/** What expressions add to text. */
export const STRING_HELPERS: HelperTable<string> = {
  ...STRING_EXTRACT_HELPERS,
  isEmpty: {
    call: 'isEmpty()',
    doc: 'True when the text has no characters.',
    example: ["''.isEmpty()", true],
    fn: (text) => text === '',
  },
  isNotEmpty: {
    call: 'isNotEmpty()',
    doc: 'True when the text has at least one character.',
    example: ["'a'.isNotEmpty()", true],
    fn: (text) => text !== '',
  },
  toTitleCase: {
    call: 'toTitleCase()',
    doc: 'Every word with a capital first letter, the rest in lower case.',
    example: ["'quick BROWN fox'.toTitleCase()", 'Quick Brown Fox'],
    fn: (text) =>
      text
        .toLowerCase()
        .replace(/(^|[^\p{L}\p{M}'’])(\p{L})/gu, (_all, before, letter) => before + letter.toUpperCase()),
  },
  toSentenceCase: {
    call: 'toSentenceCase()',
    doc: 'Every sentence with a capital first letter, the rest in lower case.',
    example: ["'HELLO THERE. bye'.toSentenceCase()", 'Hello there. Bye'],
    fn: (text) =>
      text
        .toLowerCase()
        .replace(/(^\s*|[.!?]\s+)(\p{L})/gu, (_all, before, letter) => before + letter.toUpperCase()),
  },
  capitalize: {
    call: 'capitalize()',
    doc: 'A capital first letter, the rest unchanged.',
    example: ["'éCLAIR'.capitalize()", 'ÉCLAIR'],
    fn: capitalize,
  },
  toSnakeCase: {
    call: 'toSnakeCase()',
    doc: 'Words in lower case, joined by _.',
    example: ["'Order Number 7'.toSnakeCase()", 'order_number_7'],
    fn: (text) => words(text).join('_').toLowerCase(),
  },
  toKebabCase: {
    call: 'toKebabCase()',
    doc: 'Words in lower case, joined by -.',
    example: ["'orderNumber'.toKebabCase()", 'order-number'],
    fn: (text) => words(text).join('-').toLowerCase(),
  },
  toCamelCase: {
    call: 'toCamelCase()',
    doc: 'Words joined, each but the first with a capital.',
    example: ["'order number'.toCamelCase()", 'orderNumber'],
    fn: (text) => {
      const [first = '', ...rest] = words(text.trim()).map((word) => word.toLowerCase());
      return first + rest.map(capitalize).join('');
    },
  },
  toSlug: {
    call: 'toSlug()',
    doc: 'A form for web addresses: plain lower-case letters and digits, joined by -.',
    example: ["'Crème Brûlée!'.toSlug()", 'creme-brulee'],
    fn: (text) =>
      plainLetters(text)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-+|-+$/g, ''),
  },
  replaceSpecialChars: {
    call: 'replaceSpecialChars()',
    doc: 'Letters without their accents.',
    example: ["'déjà'.replaceSpecialChars()", 'deja'],
    fn: plainLetters,
  },
  removeTags: {
    call: 'removeTags()',
    doc: 'Text without HTML or XML tags.',
    example: ["'<b>Hi</b> you'.removeTags()", 'Hi you'],
    fn: (text) => text.replace(/<[^<>]*>/g, ''),
  },
  removeMarkdown: {
    call: 'removeMarkdown()',
    doc: 'Text without the most common Markdown marks.',
    example: ["'# Hi **you** [x](https://x.org)'.removeMarkdown()", 'Hi you x'],
    fn: (text) =>
      text
        .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/^\s{0,3}(?:#{1,6}|>|[-+*])\s+/gm, '')
        .replace(/(\*\*|__|~~|[*_`])(\S(?:.*?\S)?)\1/g, '$2'),
  },
  truncate: {
    call: 'truncate(length)',
    doc: 'At most so many characters; … marks what was cut.',
    example: ["'Flowbench'.truncate(4)", 'Flow…'],
    fn: (text, length) => {
      const most = numberArg(length, 'truncate');
      return text.length > most ? `${text.slice(0, Math.max(0, most))}…` : text;
    },
  },
  quote: {
    call: 'quote(mark?)',
    doc: 'The text in quotation marks, marks inside escaped.',
    example: ['\'say "hi"\'.quote()', '"say \\"hi\\""'],
    fn: (text, mark) => {
      const quote = textArg(mark, 'quote', '"');
      return `${quote}${text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
    },
  },
  toNumber: {
    call: 'toNumber()',
    doc: 'The number that the text shows; fails when it shows none.',
    example: ["' 12.5 '.toNumber()", 12.5],
    fn: (text) => {
      const number = text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isNaN(number)) throw new TypeError(`"${text.slice(0, 50)}" is not a number`);
      return number;
    },
  },
  toInt: {
    call: 'toInt()',
    doc: 'The whole number at the start of the text.',
    example: ["'42 pieces'.toInt()", 42],
    fn: (text) => Number.parseInt(text, 10),
  },
  toFloat: {
    call: 'toFloat()',
    doc: 'The number at the start of the text.',
    example: ["'1.5 kg'.toFloat()", 1.5],
    fn: (text) => Number.parseFloat(text),
  },
  toBoolean: {
    call: 'toBoolean()',
    doc: 'False for "", "false", "no", "off" and "0", else true.',
    example: ["'No'.toBoolean()", false],
    fn: (text) => !['', 'false', 'no', 'off', '0'].includes(text.trim().toLowerCase()),
  },
  toDateTime: {
    call: 'toDateTime(format?)',
    doc: 'The DateTime that the text shows: ISO, RFC 2822, HTTP or SQL form, or the given luxon format.',
    example: ["'31.12.2026'.toDateTime('dd.MM.yyyy').toISODate()", '2026-12-31'],
    fn: (text, format) => toDateTime(text, format),
  },
  toJsonString: {
    call: 'toJsonString()',
    doc: 'The text as a JSON string.',
    example: ["'a\"b'.toJsonString()", '"a\\"b"'],
    fn: (text) => JSON.stringify(text),
  },
  parseJson: {
    call: 'parseJson()',
    doc: 'The value that the JSON text stands for.',
    example: ["'[1,2]'.parseJson()", [1, 2]],
    fn: (text) => JSON.parse(text) as unknown,
  },
  urlEncode: {
    call: 'urlEncode()',
    doc: 'The text, safe as a part of a web address.',
    example: ["'a b&c'.urlEncode()", 'a%20b%26c'],
    fn: (text) => encodeURIComponent(text),
  },
  urlDecode: {
    call: 'urlDecode()',
    doc: 'Undoes urlEncode.',
    example: ["'a%20b'.urlDecode()", 'a b'],
    fn: (text) => decodeURIComponent(text),
  },
};
