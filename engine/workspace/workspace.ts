import { access, mkdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Fixtures } from '#contract/api';
import { fixturesPath, type Pin } from '#contract/fixtures';
import { contentHash } from './content-hash.ts';
import { findFlows } from './find-flows.ts';
import { changeFixtures, readFixtures } from './fixtures-file.ts';
import { resolveFlowPath } from './resolve-path.ts';
import { watchFlows } from './watch-flows.ts';
import { WorkspaceError } from './workspace-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** A flow file as it lies on disk. */
export interface FileOnDisk {
  path: string;
  text: string;
  hash: string;
}

/** Where removed files go, with their folders, each into a folder named by the time. */
const TRASH = '.flowbench/trash';

/** A folder of flow files. Paths are relative to it, with `/` between their parts. */
export class Workspace {
  readonly root: string;
  /** Changes are made one after the other, so that what was compared is what is replaced. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param root absolute path of the folder */
  constructor(root: string) {
    this.root = root;
  }

  get name(): string {
    return basename(this.root);
  }

  /** Paths of all flow files, in the order of a file tree. */
  list(): Promise<string[]> {
    return findFlows(this.root);
  }

  /** The absolute path of a flow file. @throws WorkspaceError `FORBIDDEN_PATH` */
  resolve(path: string): Promise<string> {
    return resolveFlowPath(this.root, path);
  }

  /** @throws WorkspaceError `NOT_FOUND`, `FORBIDDEN_PATH` */
  async read(path: string): Promise<FileOnDisk> {
    const found = await readIfThere(await this.resolve(path));
    if (found === undefined) throw missing(path);
    return { path, text: found, hash: contentHash(found) };
  }

  /**
   * Writes a file if it still is what the writer started from.
   *
   * @param baseHash hash of the content the writer started from; null for a new file
   * @returns what was written, or as `conflict` what lies there instead
   * @throws WorkspaceError `NOT_FOUND` where the file is gone, `FORBIDDEN_PATH`
   */
  save(
    path: string,
    text: string,
    baseHash: string | null,
  ): Promise<{ saved: FileOnDisk } | { conflict: FileOnDisk }> {
    return this.#inTurn(async () => {
      const absolute = await this.resolve(path);
      const there = await readIfThere(absolute);
      const hash = contentHash(text);
      if (there === undefined && baseHash !== null) throw missing(path);
      if (there !== undefined && contentHash(there) !== baseHash && there !== text) {
        return { conflict: { path, text: there, hash: contentHash(there) } };
      }
      if (there !== text) await writeAtomically(absolute, text);
      return { saved: { path, text, hash } };
    });
  }

  /** What is pinned for the nodes of a flow. @throws WorkspaceError `FORBIDDEN_PATH` */
  async fixtures(path: string): Promise<Fixtures> {
    return readFixtures(await this.resolve(path), path);
  }

  /**
   * Pins outputs, node by node; null lets go of one.
   *
   * @throws WorkspaceError `BROKEN_FIXTURES` where the file there cannot be read, `FORBIDDEN_PATH`
   */
  pin(path: string, changes: Readonly<Record<string, Pin | null>>): Promise<Fixtures> {
    return this.#inTurn(async () => changeFixtures(await this.resolve(path), path, changes));
  }

  /** With its pinned outputs. @throws WorkspaceError `NOT_FOUND`, `EXISTS`, `FORBIDDEN_PATH` */
  rename(from: string, to: string): Promise<void> {
    return this.#inTurn(async () => {
      const [source, target] = [await this.resolve(from), await this.resolve(to)];
      if (!(await isThere(source))) throw missing(from);
      // On file systems that ignore case, a change of case is no other file.
      const sameFile = source.toLowerCase() === target.toLowerCase();
      if (!sameFile && (await isThere(target))) {
        throw new WorkspaceError('EXISTS', `There is a file ${to} already.`);
      }
      await mkdir(dirname(target), { recursive: true });
      const beside = { from: fixturesPath(source), to: fixturesPath(target) };
      const takesAlong = await isThere(beside.from);
      if (takesAlong && !sameFile && (await isThere(beside.to))) {
        throw new WorkspaceError('EXISTS', `There is a file ${fixturesPath(to)} already.`);
      }
      await rename(source, target);
      if (takesAlong) await rename(beside.from, beside.to);
    });
  }

  /** Moves a file, with its pinned outputs, into the trash and returns its path there. @throws WorkspaceError `NOT_FOUND`, `FORBIDDEN_PATH` */
  remove(path: string): Promise<string> {
    return this.#inTurn(async () => {
      const source = await this.resolve(path);
      if (!(await isThere(source))) throw missing(path);
      const moment = new Date().toISOString().replaceAll(':', '-');
      const trashed = `${TRASH}/${moment}/${path}`;
      const target = join(this.root, ...trashed.split('/'));
      await mkdir(dirname(target), { recursive: true });
      await rename(source, target);
      const pinned = fixturesPath(source);
      if (await isThere(pinned)) await rename(pinned, fixturesPath(target));
      return trashed;
    });
  }

  /** Flow files changed by anybody, from now on until the signal; see `watchFlows`. */
  watch(
    signal: AbortSignal,
  ): Promise<AsyncGenerator<{ path: string; hash: string | undefined }, void, undefined>> {
    return watchFlows(this.root, signal);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function missing(path: string): WorkspaceError {
  return new WorkspaceError('NOT_FOUND', `There is no file ${path}.`);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
