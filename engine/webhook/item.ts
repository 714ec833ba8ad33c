import { UserError } from '#contract/error';
import type { FileRef, FileStore, Item, JsonObject } from '#contract/node';
import type { ReceivedCall } from '#engine/journal';

/** A call whose content is not what its content type says. */
export class BadBody extends UserError {}

/** Only looks at files: nothing of them is left on disk. */
export const NOT_STORED: FileStore = {
  read() {
    throw new TypeError('nothing is stored here');
  },
  write: async (_, { name, mime }) => ({ id: '', name, mime, size: 0 }),
};

/**
 * The item that a call gives: `{ headers, query, params, body, method, url, receivedAt }`.
 * The same call always gives the same item. At once where it holds no files.
 *
 * @param params values of the parts of the path
 * @param files where the files in it go
 * @throws BadBody (or rejects with it)
 */
export function itemOf(
  call: ReceivedCall,
  params: Readonly<Record<string, string>>,
  files: FileStore,
): Item | Promise<Item> {
  const type = typeOf(call.headers['content-type']);
  if (type === 'multipart/form-data') return multipartItem(call, params, files);
  if (call.body.byteLength > 0 && !isText(type)) return fileItem(call, params, type, files);
  return { json: jsonOf(call, params, bodyOf(type, call)) };
}

function jsonOf(call: ReceivedCall, params: Readonly<Record<string, string>>, body: unknown): JsonObject {
  const mark = call.url.indexOf('?');
  return {
    headers: call.headers,
    query: mark < 0 ? {} : fieldsOf(new URLSearchParams(call.url.slice(mark + 1))),
    params,
    body,
    method: call.method,
    url: call.url,
    receivedAt: new Date(call.receivedAt).toISOString(),
  };
}

/** The media type without what follows it. */
function typeOf(header: string | undefined): string {
  return (header?.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function isJson(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json');
}

function isText(type: string): boolean {
  return (
    type === '' ||
    type.startsWith('text/') ||
    isJson(type) ||
    /^application\/(x-www-form-urlencoded|xml|x-ndjson|jsonl|yaml|javascript|graphql)$/.test(type) ||
    type.endsWith('+xml')
  );
}

function bodyOf(type: string, { body, headers }: ReceivedCall): unknown {
  if (isJson(type)) return body.byteLength === 0 ? null : parseJson(body);
  if (type === 'application/x-www-form-urlencoded') {
    return fieldsOf(
      new URLSearchParams(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8')),
    );
  }
  return decoded(body, /charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1]);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new BadBody(`The body says it is JSON, but it is not: ${what.slice(0, 200)}.`, {
      code: 'BAD_JSON',
    });
  }
}

function decoded(body: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

/** A field that comes more than once is a list. */
function fieldsOf(fields: Iterable<[string, string]>): JsonObject {
  const gathered = new Map<string, string | string[]>();
  for (const [name, value] of fields) {
    const before = gathered.get(name);
    gathered.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(gathered);
}

async function fileItem(
  call: ReceivedCall,
  params: Readonly<Record<string, string>>,
  type: string,
  files: FileStore,
): Promise<Item> {
  const name = /filename="?([^";]+)/i.exec(call.headers['content-disposition'] ?? '')?.[1] ?? 'body';
  const file = await files.write(call.body, { name, mime: type });
  return { json: jsonOf(call, params, null), binary: { body: file } };
}

/** Fields come into `body`, files beside it under the names of their fields. */
async function multipartItem(
  call: ReceivedCall,
  params: Readonly<Record<string, string>>,
  files: FileStore,
): Promise<Item> {
  const form = await readForm(call);
  const fields: [string, string][] = [];
  const binary: Record<string, FileRef> = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.push([name, value]);
    // An empty file field of a form comes as a file without a name.
    else if (value.name !== '' || value.size > 0) {
      const about = { name: value.name || name, mime: value.type || 'application/octet-stream' };
      binary[freeName(binary, name)] = await files.write(Buffer.from(await value.arrayBuffer()), about);
    }
  }
  const json = jsonOf(call, params, fieldsOf(fields));
  return Object.keys(binary).length > 0 ? { json, binary } : { json };
}

async function readForm({ body, headers }: ReceivedCall): Promise<Iterable<[string, string | File]>> {
  try {
    const type = headers['content-type'] ?? '';
    const response = new Response(Buffer.from(body), { headers: { 'content-type': type } });
    return (await response.formData()) as unknown as Iterable<[string, string | File]>;
  } catch (cause) {
    throw new BadBody('The body says it is a form with files, but it is not one.', {
      code: 'BAD_FORM',
      cause,
    });
  }
}

function freeName(taken: object, name: string): string {
  if (!Object.hasOwn(taken, name)) return name;
  for (let n = 2; ; n++) if (!Object.hasOwn(taken, `${name}${n}`)) return `${name}${n}`;
}
