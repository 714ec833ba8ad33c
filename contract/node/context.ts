import type { Inputs } from './define-node.ts';
import type { HttpClient } from './http.ts';
import type { FileRef, Item } from './item.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Blobs of the run: bytes that belong to items. */
export interface FileStore {
  /** Streams the bytes of a blob. */
  read(file: FileRef): AsyncIterable<Uint8Array>;
  /** Stores bytes and returns their reference; an interrupted write leaves nothing. */
  write(
    bytes: Uint8Array | string | AsyncIterable<Uint8Array | string>,
    about: { name: string; mime: string },
  ): Promise<FileRef>;
}

/** Files on the user's disk, within the folders the flow may touch. */
export interface Folder {
  /**
   * The absolute path of a path in the flow: relative ones count from the flow
   * file, then the workspace. Throws a `UserError` when it (or a symlink in it)
   * leads out of the allowed folders.
   */
  resolve(path: string, access: 'read' | 'write'): Promise<string>;
  /** The folder that relative paths count from. */
  readonly root: string;
}

/** Code in the sandbox, for nodes whose parameters are programs. */
export interface CodeRunner {
  /**
   * Runs a function body over the step's items. `list`: once, `$input.all()` is
   * the list. `item`: for each item, `$json` is the item. Gives what the code
   * returned, one entry per call (so a single entry for `list`), not yet checked
   * to be items. Throws `UserError` with the line.
   */
  run(code: string, mode: 'list' | 'item', items: readonly Item[]): Promise<unknown[]>;
}

/** Values remembered across the runs of a flow, committed together with the step. */
export interface RunHistory {
  /** Which of these keys this node has seen in earlier runs. */
  seen(keys: readonly string[]): ReadonlySet<string>;
  /** Remembers keys once the step has succeeded. */
  remember(keys: readonly string[]): void;
}

/** A credential opened for a node that does not speak HTTP: a database, a mail server, a queue. */
export interface NodeConnection {
  /** Connection type, for example `database.url`. */
  readonly type: string;
  /** Its checked fields, the secret ones among them: for signing in only, never for items, logs or errors. */
  readonly values: Readonly<Record<string, unknown>>;
  /**
   * To be called before a connection is made to a host that does not follow from the fields.
   *
   * @throws UserError `CONNECTION_HOST` where the credential may not be used with it
   */
  admit(host: string, port?: number): void;
}

/** What a node may reach. Nothing else: neither the journal nor the vault. */
export interface NodeContext<P> {
  /** Checked parameters, expressions evaluated (per item in per-item nodes). */
  readonly params: P;
  /** Aborts on cancel, timeout and shutdown; every long operation must honour it. */
  readonly signal: AbortSignal;
  /** When the step started, milliseconds since 1970; the same on replay. */
  readonly now: number;
  /** IANA time zone of the flow. */
  readonly timezone: string;
  /** Index of the item in the step's input, 0 in list nodes. */
  readonly itemIndex: number;
  /** Input items by port, for nodes with several input ports. */
  readonly inputs: Inputs;
  /** Key of the step, for example `orders/each[3]/post`. */
  readonly stepKey: string;
  /** The same for every attempt at this item of this step of this run, unique otherwise. */
  readonly idempotencyKey: string;
  readonly files: FileStore;
  readonly folder: Folder;
  /** Signs every request with the credential of the node's connection slot, where it has one. */
  readonly http: HttpClient;
  readonly code: CodeRunner;
  readonly history: RunHistory;
  /**
   * The credential of the node's connection slot, its hosts checked.
   *
   * @throws UserError where the node names no slot, or the credential may not be used with its hosts
   */
  connection(): NodeConnection;
  log(level: LogLevel, message: string, data?: Record<string, unknown>): void;
  /** Tells how far a long operation is. */
  progress(done: number, total?: number): void;
  /** A number in [0, 1), the same on replay. */
  random(): number;
  /** Says which input items an output item of a list node descends from; returns the output. */
  from(output: Item, ...inputs: readonly Item[]): Item;
}

/** The context in which a step goes on after a wait. */
export type WaitContext<P> = Pick<NodeContext<P>, 'params' | 'now' | 'stepKey'>;
