import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { TrustReport } from '#contract/api';
import { abilityWords } from './abilities.ts';

type Abilities = Omit<TrustReport, 'hash'>;

interface Kept {
  /** What content of a hash may do, wherever it lies; the flows it calls may change under it. */
  hashes: Record<string, string[]>;
  /** What the flow at an absolute path may do. */
  paths: Record<string, string[]>;
}

/**
 * What the user trusts: single contents, and per file the abilities it was
 * trusted with, so that an edit asks again only when the flow can do more than before.
 */
export class TrustStore {
  readonly #file: string;
  readonly #hashes: Map<string, ReadonlySet<string>>;
  readonly #paths: Map<string, ReadonlySet<string>>;
  #writing: Promise<void> = Promise.resolve();

  /** @param file where it is kept, as JSON; made when something is trusted. What cannot be read trusts nothing. */
  constructor(file: string) {
    this.#file = file;
    const kept = readKept(file);
    this.#hashes = toSets(kept.hashes);
    this.#paths = toSets(kept.paths);
  }

  /** Whether content may run from a path: trusted itself, or able to do no more than what was trusted there. */
  isTrusted(path: string, hash: string, abilities: Abilities): boolean {
    const words = abilityWords(abilities);
    return [this.#hashes.get(hash), this.#paths.get(path) ?? new Set<string>()].some(
      (granted) => granted !== undefined && words.isSubsetOf(granted),
    );
  }

  /** Whether anything was ever trusted at a path. */
  knows(path: string): boolean {
    return this.#paths.has(path);
  }

  /** Remembers content as trusted; resolves when it is on disk. */
  grant(path: string, hash: string, abilities: Abilities): Promise<void> {
    const words = abilityWords(abilities);
    if (this.isTrusted(path, hash, abilities) && this.#hashes.has(hash)) return this.#writing;
    this.#hashes.set(hash, words);
    this.#paths.set(path, words.union(this.#paths.get(path) ?? new Set<string>()));
    return this.#write();
  }

  /** What lies at a path from now on has nothing to do with what was trusted there. */
  async forget(path: string): Promise<void> {
    if (this.#paths.delete(path)) await this.#write();
  }

  /** A file has another path now. */
  async move(from: string, to: string): Promise<void> {
    const words = this.#paths.get(from);
    if (!words) return;
    this.#paths.delete(from);
    this.#paths.set(to, words);
    await this.#write();
  }

  #write(): Promise<void> {
    const kept: Kept = { hashes: toLists(this.#hashes), paths: toLists(this.#paths) };
    const write = this.#writing
      .catch(() => undefined)
      .then(() => replaceFile(this.#file, JSON.stringify(kept)));
    this.#writing = write;
    return write;
  }
}

function readKept(file: string): Kept {
  try {
    const { hashes, paths } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>;
    return { hashes: hashes ?? {}, paths: paths ?? {} };
  } catch {
    return { hashes: {}, paths: {} };
  }
}

function toSets(lists: Record<string, string[]>): Map<string, ReadonlySet<string>> {
  return new Map(Object.entries(lists).map(([key, words]) => [key, new Set(words)]));
}

function toLists(sets: ReadonlyMap<string, ReadonlySet<string>>): Record<string, string[]> {
  return Object.fromEntries([...sets].map(([key, words]) => [key, [...words]]));
}

async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
