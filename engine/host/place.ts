import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpClient } from '#contract/node';
import type { ListStore } from '#contract/run';
import { createSandbox, type Sandbox } from '#engine/expression';
import { type BlobStore, createFileStore } from '#engine/files';
import { createHttpClient } from '#engine/http';
import { SpillingLists } from '#engine/items';
import {
  type DataDir,
  type EngineApi,
  type Journal,
  MemoryJournal,
  openDataDir,
  SqliteJournal,
  type TriggerStore,
} from '#engine/journal';

/** Characters of JSON that item lists may hold in memory before they move to disk, per engine. */
const LIST_BUDGET = 8 * 1024 * 1024;

/** What all runs of an engine share. */
export interface Place {
  journal: Journal;
  /** Only where runs are journalled: triggers need something that lasts. */
  triggers: TriggerStore | undefined;
  lists: ListStore;
  files: BlobStore;
  sandbox: Sandbox;
  http: HttpClient;
  /** See `DataDir`; nothing without one. */
  announce(api: EngineApi): void;
  /** Writes what is left to write, and gives the data directory to the next engine. */
  close(): Promise<void>;
}

/**
 * Opens a data directory, or makes a temporary one where nothing is to be kept.
 *
 * @throws UserError `DATA_DIR_IN_USE` while another engine has it
 */
export function openPlace(dataDir: string | undefined): Place {
  if (dataDir !== undefined) {
    const dir = openDataDir(dataDir);
    const scratch = join(dir.path, 'scratch');
    rmSync(scratch, { recursive: true, force: true }); // what a crash left; lists are made again
    return { ...assemble(openJournal(dir), dir.blobs, scratch, () => dir.release()), announce: dir.announce };
  }
  const dir = mkdtempSync(join(tmpdir(), 'flowbench-'));
  const journal = new MemoryJournal({ keepFacts: false });
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  return assemble(journal, join(dir, 'blobs'), join(dir, 'scratch'), remove);
}

function assemble(
  journal: SqliteJournal | MemoryJournal,
  blobs: string,
  scratch: string,
  release: () => void,
): Place {
  const lists = new SpillingLists(scratch, LIST_BUDGET);
  const sandbox = createSandbox();
  const http = createHttpClient({ privateNetwork: 'allow' });
  return {
    journal,
    triggers: 'triggers' in journal ? journal.triggers : undefined,
    lists,
    files: createFileStore(blobs),
    sandbox,
    http,
    announce: () => undefined,
    async close() {
      // Where that fails, every run has been told by `onFailure`.
      await journal.flush().catch(() => undefined);
      await Promise.all([sandbox.close(), http.close()]);
      journal.close();
      lists.close();
      release();
    },
  };
}

function openJournal(dir: DataDir): SqliteJournal {
  try {
    return new SqliteJournal(dir.journal);
  } catch (error) {
    dir.release();
    throw error;
  }
}
