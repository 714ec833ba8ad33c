import { randomUUID } from 'node:crypto';
import { UserError } from '#contract/error';
import { type FileRef, type FileStore, type HttpRequest, type Item, isJsonObject } from '#contract/node';
import type { HttpParams } from './params.ts';
import { entries } from './request-parts.ts';

/** A body and the headers that describe it. */
export interface Body {
  body?: HttpRequest['body'];
  headers: Record<string, string>;
}

/** Builds what is sent, by body type. No body is sent where none is given. */
export function buildBody(params: HttpParams, item: Item, files: FileStore): Body {
  const { body, bodyType } = params;
  if (bodyType === 'binary') return fileBody(fileOf(item, params.file), files);
  if (bodyType === 'multipart' && (params.files || hasValue(body))) {
    return multipartBody(fieldsOf(body ?? {}, bodyType), params.files ?? {}, item, files);
  }
  if (!hasValue(body)) return { headers: {} };
  switch (bodyType) {
    case 'form': {
      const form = new URLSearchParams([...entries(fieldsOf(body, bodyType))]);
      return { body: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    }
    case 'text': {
      const text = typeof body === 'object' ? JSON.stringify(body) : String(body);
      return { body: text, headers: { 'content-type': 'text/plain; charset=utf-8' } };
    }
    default:
      return { body: jsonText(body), headers: { 'content-type': 'application/json' } };
  }
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A string is JSON as the author wrote it; anything else is a value to be written as JSON. */
function jsonText(body: unknown): string {
  if (typeof body !== 'string') return JSON.stringify(body);
  try {
    JSON.parse(body);
    return body;
  } catch (cause) {
    throw new UserError('The body is not valid JSON', {
      code: 'INVALID_BODY',
      hint: 'Correct the JSON, give an object by an expression, or set "Body type" to text.',
      cause,
    });
  }
}

function fieldsOf(body: unknown, bodyType: string): Record<string, unknown> {
  if (isJsonObject(body)) return body;
  throw new UserError(`A ${bodyType} body needs an object with the form's fields`, {
    code: 'INVALID_BODY',
    hint: 'Give an object, for example {{ { name: $json.name } }}.',
  });
}

function fileOf(item: Item, name: string): FileRef {
  const file = item.binary && Object.hasOwn(item.binary, name) ? item.binary[name] : undefined;
  if (file) return file;
  throw new UserError(`The item has no file "${name}" to send`, {
    code: 'NO_SOURCE',
    hint: `Its files: ${Object.keys(item.binary ?? {}).join(', ') || 'none'}.`,
  });
}

function fileBody(file: FileRef, files: FileStore): Body {
  // The length is known, and some services take no body without one.
  return {
    body: files.read(file),
    headers: { 'content-type': file.mime, 'content-length': String(file.size) },
  };
}

function multipartBody(
  fields: Record<string, unknown>,
  fileNames: Readonly<Record<string, unknown>>,
  item: Item,
  files: FileStore,
): Body {
  const boundary = `flowbench-${randomUUID()}`;
  const parts: { head: Buffer; file?: FileRef }[] = [];
  for (const [name, value] of entries(fields)) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`;
    parts.push({ head: Buffer.from(head) });
  }
  for (const [name, fileName] of entries(fileNames)) {
    const file = fileOf(item, fileName);
    const about = `name="${quoted(name)}"; filename="${quoted(file.name)}"\r\ncontent-type: ${oneLine(file.mime)}`;
    parts.push({
      head: Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${about}\r\n\r\n`),
      file,
    });
  }
  const end = Buffer.from(`--${boundary}--\r\n`);
  const length = parts.reduce(
    (sum, { head, file }) => sum + head.length + (file ? file.size + 2 : 0),
    end.length,
  );

  async function* stream(): AsyncIterable<Uint8Array> {
    for (const { head, file } of parts) {
      yield head;
      if (!file) continue;
      yield* files.read(file);
      yield Buffer.from('\r\n');
    }
    yield end;
  }
  return {
    body: stream(),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(length),
    },
  };
}

/** Names in multipart headers, written as browsers do. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, ' ');
}
