import { UserError } from '#contract/error';
import type { CredentialNews } from '../credential.ts';
import type { Changes } from './changes.ts';
import type { VaultFile } from './vault-file.ts';

/** Milliseconds after which uses are written down, many at once. */
const WRITE_AFTER = 5_000;

/** What became of using credentials: gathered, because requests may come by the thousand. */
export class Uses {
  readonly #file: VaultFile;
  readonly #changes: Changes;
  #news = new Map<string, CredentialNews>();
  #timer: NodeJS.Timeout | undefined;

  constructor(file: VaultFile, changes: Changes) {
    this.#file = file;
    this.#changes = changes;
  }

  /** Another health is written and told at once, the rest later. */
  note(id: string, news: CredentialNews): void {
    this.#news.set(id, { ...this.#news.get(id), ...news });
    const known = this.#file.peek()?.records.get(id)?.health;
    if (news.health !== undefined && news.health !== known) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), WRITE_AFTER).unref();
  }

  /** Writes what is left to write. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const news = this.#news;
    if (news.size === 0 || !this.#file.peek()) return;
    this.#news = new Map();
    try {
      this.#file.atOnce(({ records }) => {
        for (const [id, one] of news) records.note(id, one);
      });
    } catch (error) {
      // A full disk must not make a request fail that went well.
      if (!(error instanceof UserError)) throw error;
    }
  }

  #tell(): void {
    this.write();
    this.#changes.tell();
  }
}
