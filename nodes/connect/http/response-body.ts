import { FlowError, StepError } from '#contract/error';
import type { FileRef, FileStore, HttpResponse, Item } from '#contract/node';
import { decodeText, mimeOf, parseJsonText, toItem } from '#nodes/files';
import type { HttpParams } from './params.ts';

/** A body that has been read as a whole. */
export type ReadBody = { json: unknown } | { text: string } | { file: FileRef } | { empty: true };

type As = HttpParams['response'];
type Files = Pick<FileStore, 'write'>;

/** Reads the body as asked; `auto` goes by the content type, and by the bytes where there is none. */
export async function readBody(response: HttpResponse, as: As, files: Files): Promise<ReadBody> {
  if (response.status === 204 || response.status === 304 || response.headers['content-length'] === '0') {
    await response.bytes();
    return { empty: true };
  }
  const kind = as === 'auto' ? kindOf(response) : as;
  if (kind === 'file') return { file: await toFile(response, files) };
  if (kind === 'unknown') return guess(await response.bytes(), response, files);
  const text = await response.text();
  if (text.trim() === '') return { empty: true };
  return kind === 'json' ? { json: parseJson(text, response) } : { text };
}

/** The items of a body that was read as a whole: one for each element of a list. */
export function itemsOf(body: ReadBody): Item[] {
  if ('json' in body) return Array.isArray(body.json) ? body.json.map(toItem) : [toItem(body.json)];
  if ('text' in body) return [{ json: { text: body.text } }];
  if ('file' in body)
    return [{ json: { name: body.file.name, size: body.file.size }, binary: { file: body.file } }];
  return [{ json: {} }];
}

/** Whether the items of a body can be read one after the other, without holding it as a whole. */
export function isStreamable(response: HttpResponse, as: As): boolean {
  return response.status !== 204 && (as === 'json' || (as === 'auto' && kindOf(response) === 'json'));
}

/** The items of a JSON body, in arrays; an empty body gives one empty item. */
export async function* streamItems(response: HttpResponse): AsyncIterable<Item[]> {
  let anything = false;
  async function* noticed(): AsyncIterable<string> {
    for await (const piece of decodeText(response.body)) {
      anything ||= piece.trim() !== '';
      yield piece;
    }
  }
  try {
    yield* parseJsonText(noticed(), { format: 'auto' });
  } catch (error) {
    throw error instanceof FlowError && error.kind === 'user' ? notJson(response, error) : error;
  }
  if (!anything) yield [{ json: {} }];
}

function kindOf({ headers }: HttpResponse): 'json' | 'text' | 'file' | 'unknown' {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '') return 'unknown';
  if (/^application\/(.*\+)?json$|^text\/json$|^application\/(x-)?(ndjson|jsonl)/.test(type)) return 'json';
  if (/attachment/i.test(headers['content-disposition'] ?? '')) return 'file';
  if (/^text\/|[/+]xml$|javascript$|x-www-form-urlencoded$|[/+]yaml$|graphql$/.test(type)) return 'text';
  return 'file';
}

function parseJson(text: string, response: HttpResponse): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw notJson(response, cause);
  }
}

function notJson(response: HttpResponse, cause: unknown): StepError {
  return new StepError(`${URL.parse(response.url)?.host ?? 'The service'} did not answer with valid JSON`, {
    code: 'INVALID_JSON',
    hint: 'Set "Response" to text to see what it sends; the address may lead to a web page instead of an API.',
    retryable: false,
    cause,
    detail: { status: response.status, contentType: response.headers['content-type'] ?? null },
  });
}

async function guess(bytes: Uint8Array, response: HttpResponse, files: Files): Promise<ReadBody> {
  if (bytes.byteLength === 0) return { empty: true };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { file: await files.write(bytes, aboutFile(response)) };
  }
  try {
    return { json: JSON.parse(text) };
  } catch {
    return { text };
  }
}

function toFile(response: HttpResponse, files: Files): Promise<FileRef> {
  return files.write(response.body, aboutFile(response));
}

/** The name that the answer gives its file, else the last part of the address. */
function aboutFile(response: HttpResponse): { name: string; mime: string } {
  const disposition = response.headers['content-disposition'] ?? '';
  const encoded = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;]+))/i.exec(disposition);
  const lastPart = URL.parse(response.url)?.pathname.split('/').pop();
  const name = unescaped(encoded) ?? plain?.[1] ?? plain?.[2]?.trim() ?? unescaped(lastPart);
  const mime = response.headers['content-type'] ?? (name ? mimeOf(name) : 'application/octet-stream');
  return { name: name || 'file', mime };
}

function unescaped(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return text;
  }
}
