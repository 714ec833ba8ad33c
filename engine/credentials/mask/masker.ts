import type { ErrorShape } from '#contract/error';
import { formsOf, SHORTEST_SECRET } from './forms.ts';

/** What stands in the place of a secret. */
export const MASK = '••••••';

/**
 * Replaces the secrets it knows, in every writing they may turn up in. Without secrets
 * it hands everything back as it is; what holds none is never copied.
 */
export class Masker {
  readonly #known = new Set<string>();
  #forms: readonly string[] = [];
  #any: RegExp | undefined;
  #digits = false;

  /** Whether there is nothing to mask. */
  get isEmpty(): boolean {
    return this.#any === undefined;
  }

  /** Every form of every secret, the longest first. */
  get forms(): readonly string[] {
    return this.#forms;
  }

  /** Masks these as well from now on. Those of fewer than six characters are left alone. */
  learn(secrets: readonly string[]): void {
    const fresh = secrets.filter((secret) => secret.length >= SHORTEST_SECRET && !this.#known.has(secret));
    if (fresh.length === 0) return;
    for (const secret of fresh) this.#known.add(secret);
    const forms = new Set([...this.#forms, ...fresh.flatMap(formsOf)]);
    this.#forms = [...forms].sort((a, b) => b.length - a.length);
    this.#any = new RegExp(this.#forms.map(literally).join('|'));
    this.#digits = this.#forms.some((form) => /^[\d.]+$/.test(form));
  }

  /** A text without secrets. */
  text(text: string): string {
    return this.#any?.test(text) ? this.#masked(text) : text;
  }

  /** A JSON value without secrets, in keys and values; the same object where there were none. */
  value<T>(value: T): T {
    return (this.#any ? this.#valueOf(value) : value) as T;
  }

  /** The same for values that may quote the beginning of something: that of a secret at the end of a text goes, too. */
  excerpt<T>(value: T): T {
    return (this.#any ? this.#valueOf(value, true) : value) as T;
  }

  /** An error without secrets; errors quote the beginnings of answers. */
  error(error: ErrorShape): ErrorShape {
    if (!this.#any) return error;
    const { code, message, hint, cause, detail } = error;
    return {
      ...error,
      ...this.excerpt({ code, message }),
      ...(hint === undefined ? {} : { hint: this.excerpt(hint) }),
      ...(cause ? { cause: this.error(cause) } : {}),
      ...(detail ? { detail: this.excerpt(detail) } : {}),
    };
  }

  #valueOf(value: unknown, cut = false): unknown {
    switch (typeof value) {
      case 'string':
        return cut ? this.#cut(value) : this.text(value);
      case 'number':
        return this.#digits && this.#any?.test(String(value)) ? MASK : value;
      case 'object':
        if (value === null) return null;
        return Array.isArray(value) ? this.#arrayOf(value, cut) : this.#objectOf(value, cut);
      default:
        return value;
    }
  }

  #arrayOf(value: readonly unknown[], cut: boolean): readonly unknown[] {
    let masked: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const element = this.#valueOf(value[index], cut);
      if (element === value[index]) continue;
      masked ??= [...value];
      masked[index] = element;
    }
    return masked ?? value;
  }

  #objectOf(value: object, cut: boolean): object {
    let changed = false;
    const masked = Object.entries(value).map(([key, inner]) => {
      const entry = [this.text(key), this.#valueOf(inner, cut)] as const;
      changed ||= entry[0] !== key || entry[1] !== inner;
      return entry;
    });
    return changed ? Object.fromEntries(masked) : value;
  }

  /**
   * Beginnings of less than half a secret stay: a flow that could see shorter ones vanish from
   * its errors could find a secret out letter by letter.
   */
  #cut(text: string): string {
    const masked = this.text(text);
    let longest = 0;
    for (const form of this.#forms) {
      const least = Math.max(SHORTEST_SECRET, Math.ceil(form.length / 2), longest + 1);
      for (let length = Math.min(form.length - 1, masked.length); length >= least; length--) {
        if (!masked.endsWith(form.slice(0, length))) continue;
        longest = length;
        break;
      }
    }
    return longest === 0 ? masked : masked.slice(0, -longest) + MASK;
  }

  /** Secrets may overlap; whatever belongs to one of them goes. */
  #masked(text: string): string {
    const found: [from: number, to: number][] = [];
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
        found.push([at, at + form.length]);
    }
    found.sort(([a], [b]) => a - b);
    let masked = '';
    let end = 0;
    for (const [from, to] of found) {
      if (from >= end) masked += text.slice(end, from) + MASK;
      end = Math.max(end, to);
    }
    return masked + text.slice(end);
  }
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
