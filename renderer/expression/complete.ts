import type { ExpressionHelper } from '#contract/api';
import { accessStep } from './field-path.ts';
import { rangeAt } from './template.ts';
import { type Roots, valueAt } from './value-at.ts';
import { ITEM_MEMBERS, NODE_MEMBERS, VOCABULARY } from './vocabulary.ts';

/** What completion may draw on. */
export interface CompletionSources {
  /** Data of the chosen item; undefined where nothing came in yet. */
  json: unknown;
  binary: unknown;
  /** Names of the nodes an expression may ask for. */
  nodes: readonly string[];
  helpers: readonly ExpressionHelper[];
}

export interface Suggestion {
  label: string;
  kind: 'field' | 'word' | 'helper' | 'node';
  /** A short value or signature behind the label. */
  detail: string;
  doc?: string;
  /** What is written; `|` in it is where the caret goes. */
  insert: string;
}

export interface Suggestions {
  /** Position from which the text is replaced. */
  from: number;
  options: readonly Suggestion[];
}

const DATES = new Set(['$now', '$today']);

/** What could be written at a position of a template: only between its braces. */
export function complete(
  text: string,
  position: number,
  sources: CompletionSources,
): Suggestions | undefined {
  const range = rangeAt(text, position);
  if (!range) return undefined;
  const before = text.slice(range.codeFrom, position);
  return (
    nodeNames(before, position, sources) ?? members(before, position, sources) ?? words(before, position)
  );
}

/** Inside of the quotes of `$('…`. */
function nodeNames(before: string, position: number, { nodes }: CompletionSources): Suggestions | undefined {
  const typed = /\$\(\s*(['"`])([^'"`]*)$/.exec(before);
  if (!typed) return undefined;
  const options = nodes.map(
    (name): Suggestion => ({
      label: name,
      kind: 'node',
      detail: 'node',
      insert: name.replaceAll("'", "\\'"),
    }),
  );
  return { from: position - (typed[2]?.length ?? 0), options };
}

/** Behind a dot. */
function members(before: string, position: number, sources: CompletionSources): Suggestions | undefined {
  const typed = /(\??\.)\s*([\w$]*)$/.exec(before);
  if (!typed || /(^|[^\w$)\]'"`])\d+\.\w*$/.test(before)) return undefined;
  const owner = ownerOf(before.slice(0, typed.index));
  const from = position - (typed[2]?.length ?? 0);
  // A name that is no identifier takes brackets instead of the dot.
  const dot = typed[1] === '.' ? from - 1 : from;
  const fixed = fixedMembers(owner);
  const value = valueAt(owner, rootsOf(sources));
  const fields = fieldsOf(value);
  const quotedFields = fields.filter(({ insert }) => !insert.startsWith('.'));
  const plain = fields
    .filter(({ insert }) => insert.startsWith('.'))
    .map((field) => ({ ...field, insert: field.insert.slice(1) }));
  const helpers = helpersFor(owner, value, fixed !== undefined, sources.helpers);
  const options = [...Object.entries(fixed ?? {}).map(word), ...plain, ...helpers];
  if (options.length === 0 && quotedFields.length > 0) return { from: dot, options: quotedFields };
  // Both kinds in one list must be replaced from one place: the dot.
  const whole = quotedFields.length > 0 && dot !== from;
  if (!whole) return options.length > 0 ? { from, options } : undefined;
  const dotted = options.map((option) => ({ ...option, label: option.label, insert: `.${option.insert}` }));
  return { from: dot, options: [...dotted, ...quotedFields] };
}

/** The path that ends where a text ends: `$json.a` of `1 + $json.a`. */
function ownerOf(code: string): string {
  const path =
    /(?:\$\((?:'[^']*'|"[^"]*")\)|[$\w]+|'[^']*'|"[^"]*")(?:\??\.[\w$]+(?:\([^()]*\))?|\[[^\]]*\]|\([^()]*\))*$/.exec(
      code.trimEnd(),
    );
  return path?.[0].replaceAll('?.', '.') ?? '';
}

function rootsOf({ json, binary }: CompletionSources): Roots {
  const item = { json, binary };
  return { $json: json, $binary: binary ?? {}, $input: { item } };
}

function fixedMembers(owner: string): Readonly<Record<string, string>> | undefined {
  if (/^\$\((?:'[^']*'|"[^"]*")\)$/.test(owner)) return NODE_MEMBERS;
  if (/^(\$\((?:'[^']*'|"[^"]*")\)|\$input)\.(item|first\(\)|last\(\))$/.test(owner)) return ITEM_MEMBERS;
  return VOCABULARY.find(({ name }) => name === owner)?.members;
}

function fieldsOf(value: unknown): Suggestion[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .slice(0, 500)
    .map(([name, inner]) => ({
      label: name,
      kind: 'field',
      detail: shortValue(inner),
      insert: accessStep(name),
    }));
}

/** Helpers of what the value is; all of them where that is not known. */
function helpersFor(
  owner: string,
  value: unknown,
  fixed: boolean,
  helpers: readonly ExpressionHelper[],
): Suggestion[] {
  if (fixed && value === undefined) return [];
  const on = DATES.has(owner) ? 'date' : kindOf(owner, value);
  return helpers
    .filter((helper) => on === undefined || helper.on === on)
    .map((helper) => ({
      label: `${helper.name}()`,
      kind: 'helper',
      detail: on === undefined ? helper.on : helper.signature,
      doc: helper.doc,
      insert: helper.signature.includes('()') ? `${helper.name}()|` : `${helper.name}(|)`,
    }));
}

function kindOf(owner: string, value: unknown): string | undefined {
  if (/^(['"]).*\1$/.test(owner)) return 'string';
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? 'array' : typeof value;
}

function words(before: string, position: number): Suggestions | undefined {
  if (/['"][^'"]*$/.test(before.replace(/(['"])(?:[^'"\\]|\\.)*?\1/g, ''))) return undefined;
  const typed = /[$\w]*$/.exec(before)?.[0] ?? '';
  if (/^\d/.test(typed) || before[before.length - typed.length - 1] === '.') return undefined;
  const options = VOCABULARY.map(
    ({ name, doc, insert }): Suggestion => ({
      label: name === '$' ? "$('node')" : name,
      kind: 'word',
      detail: '',
      doc,
      insert: insert ?? name,
    }),
  );
  return { from: position - typed.length, options };
}

function word([name, doc]: [string, string]): Suggestion {
  return { label: name, kind: 'word', detail: '', doc, insert: name };
}

/** A value in a few signs. */
export function shortValue(value: unknown): string {
  if (typeof value === 'string') return value.length > 32 ? `${value.slice(0, 31)}…` : value;
  if (Array.isArray(value)) return value.length === 1 ? '1 entry' : `${value.length} entries`;
  if (typeof value === 'object' && value !== null) return '{…}';
  return String(value);
}
