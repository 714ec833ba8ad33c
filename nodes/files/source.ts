import { UserError } from '#contract/error';
import { type FileRef, field, type Item, type NodeContext } from '#contract/node';
import { getPath, untilAborted } from '#nodes/values';
import { decodeText, type TextEncoding } from './text.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** The `from` parameter of nodes that read a file or a text. */
export const fromField = field
  .text('From', {
    placeholder: 'file',
    help: 'The file of the item, or the field with the text. Empty: the only file of the item, else its field "text".',
  })
  .optional();

/** What a reading node reads: a file of the item, or the value of a field. */
export type Source = { file: FileRef } | { field: string; value: unknown };

/** Finds what `from` names in an item: first among its files, then among its fields. */
export function findSource(item: Item, from: string | undefined): Source {
  const name = from ?? defaultName(item);
  const file = item.binary && Object.hasOwn(item.binary, name) ? item.binary[name] : undefined;
  if (file) return { file };
  const value = getPath(item.json, name);
  if (value !== undefined && value !== null) return { field: name, value };
  const files = Object.keys(item.binary ?? {});
  const fields = Object.keys(item.json).slice(0, 10);
  throw new UserError(`The item has neither a file nor a field named "${name}"`, {
    code: 'NO_SOURCE',
    hint: `Set "From" to one of its files (${files.join(', ') || 'none'}) or fields (${fields.join(', ') || 'none'}).`,
  });
}

function defaultName(item: Item): string {
  const names = Object.keys(item.binary ?? {});
  if (names.includes('file')) return 'file';
  return names.length === 1 ? (names[0] as string) : 'text';
}

type Reach = Pick<NodeContext<unknown>, 'files' | 'signal'>;

/** The text of a source, piece by piece. */
export function readText(
  source: Source,
  encoding: TextEncoding,
  ctx: Reach,
  format?: 'xml',
): AsyncIterable<string> {
  const text =
    'file' in source
      ? decodeText(ctx.files.read(source.file), encoding, format)
      : decodeText(oneChunk(Buffer.from(textOf(source))), 'utf-8');
  return untilAborted(text, ctx.signal);
}

function textOf({ field: name, value }: { field: string; value: unknown }): string {
  if (typeof value === 'string') return value;
  throw new UserError(`The field "${name}" holds no text, it is ${describe(value)}`, {
    code: 'NO_SOURCE',
    hint: 'Set "From" to a field with text or to a file of the item.',
  });
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

async function* oneChunk(bytes: Uint8Array): Bytes {
  yield bytes;
}
