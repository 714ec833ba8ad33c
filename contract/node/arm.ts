import type { CallParams } from './calls.ts';
import type { Clock } from './clock.ts';
import type { FileStore, Folder, NodeConnection } from './context.ts';
import type { HttpClient } from './http.ts';
import type { Item } from './item.ts';

/**
 * Gets a trigger ready to start runs. Resolves once it is: what throws until then
 * fails the activation of the flow. By itself it starts no runs yet; what others ask
 * of it meanwhile waits for the activation.
 *
 * @returns what goes on from then until the signal aborts. When it throws, the
 * trigger shows the error and is armed again after a while; it is not armed again
 * when it returns.
 */
export type Arm<P> = (ctx: ArmContext<P>) => Promise<Watch> | Watch;

/**
 * Starts runs until the signal aborts, then lets go of everything and returns (or
 * rejects with the signal's reason). What it writes before it first waits is on disk
 * together with the flow's being active. Called in any case: where the activation
 * has failed, with a signal that has aborted.
 */
export type Watch = () => Promise<void>;

/** What an armed trigger may reach. Nothing else: neither the journal nor the vault. */
export interface ArmContext<P> {
  /** Checked parameters. Those of triggers are fixed, but for deferred ones. */
  readonly params: P;
  readonly flow: {
    id: string;
    name: string;
    /** Absolute path of its file. */
    path: string;
    /** IANA time zone. */
    timezone: string;
  };
  /** Id of the trigger's node. */
  readonly node: string;
  /** Whether the trigger is taken up again (after a restart or an error), as opposed to being activated just now. */
  readonly resumed: boolean;
  /** Aborts on deactivation and shutdown. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Signs every request with the credential of the node's connection slot, where it has one. */
  readonly http: HttpClient;
  readonly folder: Folder;
  /** Blobs, for items with files. */
  readonly files: FileStore;
  /**
   * Opens the credential of the node's connection slot, its hosts checked. Ask anew for each sign-in.
   *
   * @throws UserError where the node names no slot, or it is not bound to what fits
   */
  connection(): Promise<NodeConnection>;
  /** What the trigger remembered last: a JSON value, undefined at first. It survives restarts and deactivation. */
  cursor(): unknown;
  /** Remembers without starting a run; resolves when it is on disk. */
  moveCursor(cursor: unknown): Promise<void>;
  /**
   * Asks for one run with these items. Resolves when that is on disk, together with
   * the cursor; the run begins when there is room for it. While too many starts of
   * the flow wait it does not resolve: read no more from the source until it does.
   * A key that was there before starts nothing, whatever happened in between.
   */
  start(items: readonly Item[], about: StartKey): Promise<Started>;
  /**
   * Lets calls from outside start runs, by an address of the trigger's own that stays the
   * same; what is received, checked and answered how is in the parameters.
   *
   * @throws UserError where they cannot be used
   */
  takeCalls(params: CallParams): Watch;
  /** Resolves when a run that was asked for has ended, also one of before a restart. */
  ended(run: string): Promise<StartedEnd>;
  /** Tells how the trigger is; see `TriggerCondition`. An error shows until the next report. */
  report(condition: TriggerCondition): void;
}

export interface StartKey {
  /** What tells this start apart from all others of the trigger: a due time, a delivery id, a file's path and time. */
  key: string;
  /** Remembered in the same commit. */
  cursor?: unknown;
}

export interface Started {
  /** Id of the run. */
  run: string;
  /** False where the key was there before. */
  isNew: boolean;
}

/** How a started run ended. */
export interface StartedEnd {
  /** `gone` where nothing is known of it any more. */
  status: 'succeeded' | 'failed' | 'cancelled' | 'gone';
  /** Why it failed, one sentence. */
  error?: string | undefined;
}

/** How a trigger is: it hears of events, waits for a time (milliseconds since 1970), or cannot work. */
export type TriggerCondition =
  /** `url`: where it is called, on this machine; `method` how, `ANY` where that does not matter. */
  | { state: 'listening'; url?: string; method?: string }
  | { state: 'waiting'; until: number }
  | { state: 'error'; message: string; hint?: string };
