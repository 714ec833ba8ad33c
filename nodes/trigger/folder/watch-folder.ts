import { createReadStream, type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { toErrorShape, UserError } from '#contract/error';
import { parseDuration } from '#contract/flow';
import { type ArmContext, type Item, isJsonObject, type Watch } from '#contract/node';
import { mimeOf, withFileErrors } from '#nodes/files';
import { type PutAway, putAway } from './put-away.ts';
import { type FoundFile, scanFolder } from './scan.ts';

/** Milliseconds between two looks when nobody says that something has changed: not every disk tells. */
const LOOK_EVERY = 10_000;
/** Milliseconds between two looks, at the least. */
const BREATH = 50;
/** Starts between two commits of the memory; in between, their keys tell. */
const COMMIT_EVERY = 200;

export interface FolderParams {
  path: string;
  patterns: readonly string[];
  subfolders: boolean;
  events: 'new' | 'changed' | 'removed';
  settle: string;
  content: boolean;
  first: 'all' | 'new';
  after: PutAway['after'];
  done?: string | undefined;
  failed?: string | undefined;
}

interface Memory {
  /** The folder it is about. */
  folder: string;
  /** Files that start no run any more, by name, with their stamp. */
  known: Record<string, string>;
  /** Removals told, so that their keys never come again. */
  removals: number;
}

/** A file that has not been still for long enough. */
interface Settling {
  stamp: string;
  since: number;
}

/**
 * Starts a run for each file that is new or has changed, once it has kept its size for
 * a while. A start's key is the file with its size and times: over a crash a file starts
 * one run, and what is to become of it afterwards is done when that has ended.
 *
 * @throws UserError where the folder is not there
 */
export async function watchFolder(ctx: ArmContext<FolderParams>): Promise<Watch> {
  const { params, folder } = ctx;
  const path = await folder.resolve(params.path, 'read');
  const about = await withFileErrors(path, () => stat(path));
  if (!about.isDirectory()) {
    throw new UserError(`${path} is a file, not a folder`, { hint: 'Give the path of the folder it is in.' });
  }
  const place = (given: string | undefined, usual: string): Promise<string> =>
    folder.resolve(given === undefined || given === '' ? join(path, usual) : given, 'write');
  const isKept = params.after === 'keep';
  const away: PutAway = {
    after: params.after,
    done: isKept ? '' : await place(params.done, 'done'),
    failed: isKept ? '' : await place(params.failed, 'failed'),
  };
  const watched = new WatchedFolder(ctx, path, away);
  if (!ctx.resumed && params.first === 'new') await watched.passOver();
  return () => watched.live();
}

class WatchedFolder {
  readonly #ctx: ArmContext<FolderParams>;
  readonly #path: string;
  readonly #away: PutAway;
  readonly #settle: number;
  readonly #settling = new Map<string, Settling>();
  /** Files whose run goes on, or that could not be put away. */
  readonly #busy = new Set<string>();
  #memory: Memory;
  #problem: { message: string; hint?: string } | undefined;

  constructor(ctx: ArmContext<FolderParams>, path: string, away: PutAway) {
    this.#ctx = ctx;
    this.#path = path;
    this.#away = away;
    this.#settle = parseDuration(ctx.params.settle) ?? 0;
    this.#memory = recall(ctx.cursor(), path);
  }

  /** Takes what is there for known. */
  async passOver(): Promise<void> {
    for (const [name, { stamp }] of await this.#scan()) this.#memory.known[name] = stamp;
    await this.#ctx.moveCursor(this.#memory);
  }

  async live(): Promise<void> {
    const { signal, clock, report } = this.#ctx;
    let tell = Promise.withResolvers<void>();
    const watcher = listen(this.#path, this.#ctx.params.subfolders, () => tell.resolve());
    try {
      while (!signal.aborted) {
        tell = Promise.withResolvers();
        const wait = await this.#look();
        report(this.#problem ? { state: 'error', ...this.#problem } : { state: 'listening' });
        const pause = new AbortController();
        await Promise.race([
          tell.promise,
          clock.until(clock.now() + wait, AbortSignal.any([signal, pause.signal])),
        ]).finally(() => pause.abort(new Error('looked')));
        // A file that is being written tells of itself all the time.
        await setTimeout(BREATH, undefined, { signal });
      }
    } finally {
      watcher?.close();
    }
  }

  /** Looks once; returns the milliseconds until the next time. */
  async #look(): Promise<number> {
    const { params, clock } = this.#ctx;
    const found = await withFileErrors(this.#path, () => this.#scan());
    let wait = LOOK_EVERY;
    const due: FoundFile[] = [];
    for (const file of found.values()) {
      if (this.#busy.has(file.identity) || !this.#isNews(file)) continue;
      const before = this.#settling.get(file.name);
      const since = before?.stamp === file.stamp ? before.since : clock.now();
      this.#settling.set(file.name, { stamp: file.stamp, since });
      const left = since + this.#settle - clock.now();
      if (left <= 0) due.push(file);
      else wait = Math.min(wait, left);
    }
    for (const [index, file] of due.entries()) {
      const commits = (index + 1) % COMMIT_EVERY === 0 || index === due.length - 1;
      if (!(await this.#start(file, commits))) wait = Math.min(wait, this.#settle);
    }
    await this.#forget(found, params.events === 'removed');
    return Math.max(wait, 1);
  }

  #isNews({ name, stamp }: FoundFile): boolean {
    const known = Object.hasOwn(this.#memory.known, name) ? this.#memory.known[name] : undefined;
    const changesCount = this.#ctx.params.events !== 'new' || this.#away.after !== 'keep';
    return known === undefined || (changesCount && known !== stamp);
  }

  /** Starts the run of a file; false where it has changed meanwhile. */
  async #start(file: FoundFile, commits: boolean): Promise<boolean> {
    const event = Object.hasOwn(this.#memory.known, file.name) ? 'changed' : 'new';
    const item = await this.#itemOf(file, event);
    if (!item) return false;
    this.#settling.delete(file.name);
    const key = file.identity;
    if (this.#away.after === 'keep') {
      this.#memory.known[file.name] = file.stamp;
      await this.#ctx.start([item], commits ? { key, cursor: this.#memory } : { key });
    } else {
      // It is remembered by lying there: after a restart it is found again, and with it its run.
      const { run } = await this.#ctx.start([item], { key });
      this.#busy.add(key);
      void this.#finish(file, run);
    }
    return true;
  }

  async #itemOf(file: FoundFile, event: 'new' | 'changed'): Promise<Item | undefined> {
    const { folder, files, params } = this.#ctx;
    const path = await folder.resolve(file.path, 'read');
    const json = {
      event,
      path,
      name: basename(path),
      folder: dirname(path),
      size: file.size,
      modifiedAt: file.modifiedAt.toISOString(),
    };
    if (!params.content) return { json };
    try {
      const about = { name: basename(path), mime: mimeOf(path) };
      const content = await files.write(createReadStream(path), about);
      const now = await stat(path, { bigint: true });
      // Written to while it was read: what was read may be neither the old nor the new content.
      return `${now.size}:${now.mtimeNs}` === file.stamp ? { json, binary: { file: content } } : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Puts a file away when its run has ended. */
  async #finish(file: FoundFile, run: string): Promise<void> {
    const { ended, signal, folder, report } = this.#ctx;
    try {
      const end = await ended(run);
      if (signal.aborted) return;
      await withFileErrors(file.path, () => putAway(file, end, this.#away, folder));
      this.#busy.delete(file.identity);
    } catch (thrown) {
      // It stays marked as busy: its run has ended, so it must not start another one.
      const { message, hint } = toErrorShape(thrown);
      this.#problem = { message: `${file.name} was dealt with, but ${message}`, ...(hint ? { hint } : {}) };
      report({ state: 'error', ...this.#problem });
    }
  }

  /** Lets go of what is no longer there, and tells of it where that is wanted. */
  async #forget(found: ReadonlyMap<string, FoundFile>, tell: boolean): Promise<void> {
    for (const name of this.#settling.keys()) if (!found.has(name)) this.#settling.delete(name);
    const gone = Object.keys(this.#memory.known).filter((name) => !found.has(name));
    for (const name of gone) {
      delete this.#memory.known[name];
      if (!tell || this.#away.after !== 'keep') continue;
      const path = join(this.#path, ...name.split('/'));
      const json = { event: 'removed', path, name: basename(path), folder: dirname(path) };
      const key = `removed:${this.#memory.removals++}:${name}`;
      await this.#ctx.start([{ json }], { key, cursor: this.#memory });
    }
  }

  #scan(): Promise<Map<string, FoundFile>> {
    const { patterns, subfolders } = this.#ctx.params;
    const except = this.#away.after === 'keep' ? [] : [this.#away.done, this.#away.failed];
    return scanFolder(this.#path, { patterns, subfolders, except });
  }
}

function recall(cursor: unknown, folder: string): Memory {
  const kept = isJsonObject(cursor) ? (cursor as Partial<Memory>) : {};
  const removals = kept.removals ?? 0;
  const known = kept.folder === folder && isJsonObject(kept.known) ? kept.known : {};
  return { folder, known: { ...(known as Memory['known']) }, removals };
}

/** Calls back at changes; undefined where the system cannot tell of any. */
function listen(path: string, recursive: boolean, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { recursive, persistent: false }, onChange);
    watcher.on('error', () => undefined);
    return watcher;
  } catch {
    return undefined;
  }
}
