import { isJsonObject } from '#contract/node';

/** Characters of one text, and entries of one list or object, that the window shows. */
const MOST_TEXT = 10_000;
const MOST_ENTRIES = 1_000;
/** Characters of all that goes out in one answer; what comes after it is left out. */
const MOST_IN_ALL = 8_000_000;

/** Cuts what is too large to show out of JSON values; one instance per answer, whose size it bounds. */
export class Cutter {
  /** Paths of what was cut, such as `3/report/text`. */
  readonly paths: string[] = [];
  #left = MOST_IN_ALL;

  /** The value, without what is too large; untouched parts are not copied. */
  cut<T>(value: T, path: string): T {
    return this.#cut(value, path) as T;
  }

  #cut(value: unknown, path: string): unknown {
    if (typeof value === 'string') return this.#text(value, path);
    this.#left -= 8;
    if (Array.isArray(value)) return this.#list(value, path);
    return isJsonObject(value) ? this.#object(value, path) : value;
  }

  #text(text: string, path: string): string {
    const most = Math.max(0, Math.min(MOST_TEXT, this.#left));
    this.#left -= Math.min(text.length, most);
    if (text.length <= most) return text;
    this.paths.push(path);
    return text.slice(0, most);
  }

  #list(list: readonly unknown[], path: string): readonly unknown[] {
    const short = this.#shorten(list, path);
    const entries = short.map((entry, index) => this.#cut(entry, `${path}/${index}`));
    return entries.length === list.length && entries.every((entry, index) => entry === list[index])
      ? list
      : entries;
  }

  #object(object: Record<string, unknown>, path: string): Record<string, unknown> {
    const keys = Object.keys(object);
    const short = this.#shorten(keys, path);
    for (const key of short) this.#left -= key.length;
    const entries = short.map((key) => [key, this.#cut(object[key], `${path}/${key}`)] as const);
    if (short.length === keys.length && entries.every(([key, value]) => value === object[key])) return object;
    return Object.fromEntries(entries);
  }

  #shorten<T>(entries: readonly T[], path: string): readonly T[] {
    const most = this.#left > 0 ? MOST_ENTRIES : 0;
    if (entries.length <= most) return entries;
    this.paths.push(path);
    return entries.slice(0, most);
  }
}
