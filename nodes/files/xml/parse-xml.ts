import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { UserError } from '#contract/error';

/** How XML becomes fields. */
export interface XmlOptions {
  /** Dotted path from the root to the element that makes an item, for example `orders.order`. Default: the root. */
  items?: string | undefined;
  /** Before the names of attributes. */
  attributePrefix: string;
  /** Makes the value of an element or attribute from its text. */
  value: (text: string) => unknown;
  /** Names of elements that are lists even when there is only one. */
  lists: ReadonlySet<string>;
}

/** One element that makes an item. */
export interface XmlRecord {
  name: string;
  value: unknown;
}

interface Open {
  name: string;
  path: string;
  attributes: [name: string, value: unknown][];
  children: Map<string, unknown[]>;
  text: string;
}

/** Deeper nesting has no use in data, and overflows the stack of those who read it. */
const MAX_DEPTH = 200;
/** Characters that one item may hold. */
const MAX_RECORD = 64 * 1024 * 1024;

/**
 * Reads XML piece by piece and gives each element that makes an item as soon as
 * it is closed. Document types are refused, and with them entities, which can
 * grow a small file into gigabytes or read files of this machine.
 */
export async function* parseXml(
  pieces: AsyncIterable<string>,
  options: XmlOptions,
): AsyncIterable<XmlRecord[]> {
  const reader = createReader(options);
  for await (const piece of pieces) {
    reader.write(piece);
    if (reader.found.length > 0) yield reader.found.splice(0);
  }
  reader.close();
  if (reader.found.length > 0) yield reader.found.splice(0);
}

function createReader(options: XmlOptions) {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const found: XmlRecord[] = [];
  const open: Open[] = [];
  let size = 0;
  // The parser collects a text until it ends: what it holds is bounded here.
  let sinceTag = 0;

  function refuse(problem: string, hint: string): never {
    throw new UserError(`Line ${parser.line} of the XML ${problem}`, {
      code: 'INVALID_XML',
      hint,
      detail: { line: parser.line },
    });
  }

  parser.on('error', (error) => {
    refuse(
      `is not valid: ${error.message.replace(/^\d+:\d+: /, '')}`,
      'Check the file around this line, or that it is XML at all.',
    );
  });
  parser.on('doctype', () => {
    refuse(
      'has a document type (DOCTYPE), which is not read',
      'Remove the DOCTYPE from the file: it can carry harmful entities.',
    );
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    sinceTag = 0;
    const parent = open.at(-1);
    if (open.length === MAX_DEPTH)
      refuse(`is nested deeper than ${MAX_DEPTH} levels`, 'Check that this is the right file.');
    const attributes = Object.entries(tag.attributes).map(([name, text]): [string, unknown] => {
      grow(name.length + text.length);
      return [options.attributePrefix + name, options.value(text)];
    });
    grow(tag.name.length);
    const path = parent ? `${parent.path}.${tag.name}` : tag.name;
    open.push({ name: tag.name, path, attributes, children: new Map(), text: '' });
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (!element || isAroundItems(element.path)) return;
    grow(text.length);
    element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    sinceTag = 0;
    const element = open.pop() as Open;
    const parent = open.at(-1);
    const value = contentOf(element, options);
    if (options.items === undefined ? !parent : element.path === options.items) {
      found.push({ name: element.name, value });
      size = 0;
    } else if (parent && !isAroundItems(element.path)) {
      const list = parent.children.get(element.name);
      if (list) list.push(value);
      else parent.children.set(element.name, [value]);
    }
  });

  /** What stands around the items is read past: it would pile up. */
  function isAroundItems(path: string): boolean {
    return options.items !== undefined && path !== options.items && !path.startsWith(`${options.items}.`);
  }

  function write(piece: string): void {
    sinceTag += piece.length;
    parser.write(piece);
    if (sinceTag > MAX_RECORD) grow(sinceTag);
  }

  function grow(characters: number): void {
    size += characters;
    if (size <= MAX_RECORD) return;
    throw new UserError(`The XML has more than ${MAX_RECORD / 1024 / 1024} million characters in one item`, {
      code: 'TOO_LARGE',
      hint: 'Set "Items" to the path of the element that repeats, for example orders.order.',
    });
  }

  return { write, close: () => parser.close(), found };
}

function contentOf({ attributes, children, text }: Open, options: XmlOptions): unknown {
  const trimmed = text.trim();
  if (attributes.length === 0 && children.size === 0) return options.value(trimmed);
  const fields: [string, unknown][] = [...attributes];
  for (const [name, values] of children) {
    fields.push([name, values.length > 1 || options.lists.has(name) ? values : values[0]]);
  }
  if (trimmed !== '') fields.push(['#text', options.value(trimmed)]);
  // Makes own properties of any name, `__proto__` included.
  return Object.fromEntries(fields);
}
