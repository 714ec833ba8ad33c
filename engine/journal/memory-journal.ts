import { DatabaseSync } from 'node:sqlite';
import type { RunEvent } from '#contract/run';
import { InboxTable } from './inbox-table.ts';
import type { Journal, RunQuery, RunRecord } from './journal.ts';
import { nodeOf, Statements } from './run-table.ts';
import { migrate } from './sqlite-schema.ts';

/** A journal that ends with the process: for tests, previews and measurements. */
export class MemoryJournal implements Journal {
  onFailure: Journal['onFailure'];
  readonly #facts = new Map<string, RunEvent[]>();
  readonly #records = new Map<string, RunRecord>();
  readonly #owing = new Set<string>();
  readonly #flows = new Map<string, string>();
  readonly #remembered = new Set<string>();
  readonly #keep: boolean;
  #inbox: InboxTable | undefined;

  /** @param options keepFacts: false forgets facts at once, for runs that nobody will look at again */
  constructor(options: { keepFacts?: boolean } = {}) {
    this.#keep = options.keepFacts ?? true;
  }

  /** Few look at it, so it is made for the first who does. */
  get inbox(): InboxTable {
    if (!this.#inbox) {
      const db = new DatabaseSync(':memory:');
      migrate(db);
      this.#inbox = new InboxTable(new Statements(db), (act) => act());
    }
    return this.#inbox;
  }

  append(run: string, event: RunEvent): void {
    if (event.type === 'run.started') {
      if (event.delivery !== undefined) this.inbox.started(event.delivery);
      this.#facts.set(run, []);
      if (event.parent && event.parent.step === undefined) this.#owing.delete(event.parent.run);
      this.#records.set(run, {
        id: run,
        flow: event.flow,
        path: event.path,
        trigger: event.trigger,
        parent: event.parent,
        status: 'running',
        startedAt: event.at,
        finishedAt: undefined,
        error: undefined,
      });
    }
    if (this.#keep) this.#facts.get(run)?.push(event);
    const record = this.#records.get(run);
    if (!record) throw new RangeError(`the journal has no run ${run}`);
    if (event.type === 'run.finished') {
      Object.assign(record, { status: event.status, finishedAt: event.at, error: event.error?.message });
      if (event.errorFlow) this.#owing.add(run);
    } else if (event.type === 'step.waiting' || event.type === 'debug.paused') record.status = 'waiting';
    else if (event.type === 'step.resumed' || event.type === 'debug.resumed') record.status = 'running';
    else if (event.type === 'step.succeeded' && event.remember) {
      for (const key of event.remember) this.#remembered.add(keyOf(record.flow.id, nodeOf(event.step), key));
    }
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  read(run: string): Iterable<RunEvent> {
    return [...(this.#facts.get(run) ?? [])];
  }

  runs({ only, limit = 100 }: RunQuery = {}): RunRecord[] {
    const all = [...this.#records.values()];
    if (only === undefined) return all.reverse().slice(0, limit);
    const wanted = all.filter((run) =>
      only === 'owing' ? this.#owing.has(run.id) : run.finishedAt === undefined,
    );
    return wanted.slice(0, limit);
  }

  run(id: string): RunRecord | undefined {
    return this.#records.get(id);
  }

  saveFlow(hash: string, text: string): void {
    this.#flows.set(hash, text);
  }

  flow(hash: string): string | undefined {
    return this.#flows.get(hash);
  }

  remembered(flow: string, node: string, keys: readonly string[]): Set<string> {
    return new Set(keys.filter((key) => this.#remembered.has(keyOf(flow, node, key))));
  }

  close(): void {}
}

function keyOf(...parts: string[]): string {
  return JSON.stringify(parts);
}
