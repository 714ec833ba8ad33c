import { UserError } from '#contract/error';
import { isJsonObject } from '#contract/node';

export interface XmlStyle {
  attributePrefix: string;
  indent: boolean;
}

const NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_.:·-]*$/u;
const MAX_DEPTH = 200;

/**
 * Writes a value as an element, the way `parseXml` reads it: fields are elements
 * or attributes, lists repeat their element, `#text` is text. Null is an empty element.
 */
export function writeElement(name: string, value: unknown, style: XmlStyle, depth = 0): string {
  checkName(name);
  if (depth > MAX_DEPTH) throw unwritable(name, `is nested deeper than ${MAX_DEPTH} levels`);
  const margin = style.indent ? '  '.repeat(depth) : '';
  const newline = style.indent ? '\n' : '';
  if (Array.isArray(value)) return value.map((one) => writeElement(name, one, style, depth)).join('');
  if (value === null || value === undefined || value === '') return `${margin}<${name}/>${newline}`;
  if (!isJsonObject(value)) return `${margin}<${name}>${escapeText(name, value)}</${name}>${newline}`;

  let attributes = '';
  let children = '';
  let text = '';
  for (const [key, content] of Object.entries(value)) {
    if (content === undefined) continue;
    if (key === '#text') text += escapeText(name, content);
    else if (style.attributePrefix !== '' && key.startsWith(style.attributePrefix)) {
      const attribute = key.slice(style.attributePrefix.length);
      checkName(attribute);
      attributes += ` ${attribute}="${escapeText(attribute, content ?? '')}"`;
    } else children += writeElement(key, content, style, depth + 1);
  }
  if (children === '' && text === '') return `${margin}<${name}${attributes}/>${newline}`;
  if (children === '') return `${margin}<${name}${attributes}>${text}</${name}>${newline}`;
  const textLine = text === '' ? '' : margin + (style.indent ? '  ' : '') + text + newline;
  return `${margin}<${name}${attributes}>${newline}${textLine}${children}${margin}</${name}>${newline}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escapeText(name: string, value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (!text.isWellFormed() || /[^\t\n\r\x20-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) {
    throw unwritable(name, 'contains a control character, which XML cannot hold');
  }
  return text.replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}

export function checkName(name: string): void {
  if (!NAME.test(name)) throw unwritable(name, 'cannot be the name of an XML element or attribute');
}

function unwritable(name: string, problem: string): UserError {
  return new UserError(`The field ${JSON.stringify(name)} ${problem}`, {
    code: 'NOT_XML',
    hint: 'Rename or remove the field before this node, for example with Map fields.',
    detail: { field: name },
  });
}
