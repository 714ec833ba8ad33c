/** Any value that survives a round trip through JSON. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
/**
 * An object of JSON values. Typed loosely inside because data comes from
 * outside; nodes check what they read.
 */
export type JsonObject = { [key: string]: unknown };

/** A reference to bytes in the blob store; the bytes never travel inside JSON. */
export interface FileRef {
  /** SHA-256 of the bytes in hex: equal content has equal ids. */
  id: string;
  /** File name without folders. */
  name: string;
  /** Media type, for example `text/csv`. */
  mime: string;
  /** Bytes. */
  size: number;
}

/** One datum. Items are immutable once they have left the node that made them. */
export interface Item {
  json: JsonObject;
  binary?: Record<string, FileRef>;
}

/** Items by output port. */
export type Outputs = Record<string, readonly Item[]>;

/** Whether a value is a plain JSON object, the only thing an item's `json` may be. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
