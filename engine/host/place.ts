import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpClient } from '#contract/node';
import type { ListStore } from '#contract/run';
import {
  type Binding,
  Connections,
  type ConnectionsOptions,
  chosenBindings,
  connectionTypes,
  Vault,
  type VaultOptions,
} from '#engine/credentials';
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
import { WaitLinks } from './wait-links.ts';

/** Characters of JSON that item lists may hold in memory before they move to disk, per engine. */
const LIST_BUDGET = 8 * 1024 * 1024;

/** How credentials are opened: those of the data directory, or others and what they are bound to. */
export interface CredentialOptions
  extends Pick<VaultOptions, 'keychain' | 'askPassphrase'>,
    Partial<Pick<ConnectionsOptions, 'store' | 'bindings'>> {
  /** What fills slots while this engine lives, before what they are bound to. */
  bind?: readonly Binding[];
}

/** What all runs of an engine share. */
export interface Place {
  journal: Journal;
  /** Only where runs are journalled: triggers need something that lasts. */
  triggers: TriggerStore | undefined;
  lists: ListStore;
  files: BlobStore;
  sandbox: Sandbox;
  http: HttpClient;
  /** The credentials of the data directory; without one there are none. */
  vault: Vault;
  connections: Connections;
  /** By which waiting steps are answered from outside. */
  links: WaitLinks;
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
export function openPlace(dataDir: string | undefined, credentials: CredentialOptions = {}): Place {
  if (dataDir !== undefined) {
    const dir = openDataDir(dataDir);
    const scratch = join(dir.path, 'scratch');
    rmSync(scratch, { recursive: true, force: true }); // what a crash left; lists are made again
    const vault = new Vault({ file: dir.credentials, ...credentials });
    const release = (): void => dir.release();
    const place = assemble(openJournal(dir), { vault, ...credentials }, dir.blobs, scratch, release);
    return { ...place, links: new WaitLinks(dir.path), announce: dir.announce };
  }
  const dir = mkdtempSync(join(tmpdir(), 'flowbench-'));
  const journal = new MemoryJournal({ keepFacts: false });
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  const vault = new Vault({ file: join(dir, 'credentials.db') });
  return assemble(journal, { vault, ...credentials }, join(dir, 'blobs'), join(dir, 'scratch'), remove);
}

function assemble(
  journal: SqliteJournal | MemoryJournal,
  { vault, store = vault, bindings = vault.bindings, bind = [] }: CredentialOptions & { vault: Vault },
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
    vault,
    connections: new Connections({
      store,
      bindings: chosenBindings(bind, bindings),
      types: connectionTypes,
      http,
    }),
    links: new WaitLinks(undefined),
    announce: () => undefined,
    async close() {
      // Where that fails, every run has been told by `onFailure`.
      await journal.flush().catch(() => undefined);
      await Promise.all([sandbox.close(), http.close()]);
      journal.close();
      vault.close();
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
