import { createHash } from 'node:crypto';
import { UserError } from '#contract/error';
import type {
  CodeRunner,
  FileStore,
  Folder,
  HttpClient,
  Inputs,
  Item,
  LogLevel,
  NodeConnection,
  NodeContext,
  RunHistory,
} from '#contract/node';
import { maskedFiles } from '../mask-fact.ts';
import { seededRandom } from '../seeded-random.ts';
import type { StepRun } from './step-run.ts';
import { wholeInputs } from './whole-inputs.ts';

/** Checked parameters by name. */
export type StepParams = Record<string, unknown>;

/** What a node may reach while it works on one item (or, in list nodes, on the list). */
export class StepContext implements NodeContext<StepParams> {
  readonly params: StepParams;
  readonly itemIndex: number;
  readonly signal: AbortSignal;
  readonly #run: StepRun;
  #random: (() => number) | undefined;

  constructor(run: StepRun, params: StepParams, itemIndex: number, signal: AbortSignal) {
    this.#run = run;
    this.params = params;
    this.itemIndex = itemIndex;
    this.signal = signal;
  }

  get now(): number {
    return this.#run.startedAt;
  }
  get timezone(): string {
    return this.#run.host.flow.timezone;
  }
  get stepKey(): string {
    return this.#run.key;
  }
  get inputs(): Inputs {
    return wholeInputs(this.#run);
  }
  get idempotencyKey(): string {
    const text = JSON.stringify([this.#run.runId, this.#run.key, this.itemIndex]);
    return createHash('sha256').update(text).digest('hex').slice(0, 32);
  }
  get files(): FileStore {
    const { files, masker } = this.#run.host.services;
    return masker.isEmpty ? files : maskedFiles(files, masker);
  }
  get folder(): Folder {
    return this.#run.host.folder;
  }
  get http(): HttpClient {
    return this.#run.connection?.http ?? this.#run.host.services.http;
  }
  get code(): CodeRunner {
    const { env, host } = this.#run;
    const log = (level: LogLevel, message: string): void => this.log(level, message);
    return {
      run: (code, mode, items) => host.services.sandbox.runCode(code, mode, env, items, this.signal, log),
    };
  }
  get history(): RunHistory {
    const { host, compiled, toRemember } = this.#run;
    return {
      seen: (keys) => {
        const { journal, masker } = host.services;
        return journal.remembered(host.flow.flow.id, compiled.id, masker.value(keys));
      },
      remember: (keys) => {
        toRemember.push(...keys);
      },
    };
  }

  connection(): NodeConnection {
    const { connection } = this.#run;
    if (connection) return connection.forNode();
    throw new UserError('the node has no connection', {
      code: 'CONNECTION_NOT_BOUND',
      hint: 'Give it a connection slot that is bound to a credential.',
    });
  }

  log(level: LogLevel, message: string, data?: Record<string, unknown>): void {
    const at = this.#run.host.services.clock.now();
    this.#run.emit({
      type: 'step.logged',
      at,
      step: this.#run.key,
      level,
      message,
      ...(data ? { data } : {}),
    });
  }

  progress(done: number, total?: number): void {
    this.#run.host.progress(this.#run.key, done, total);
  }

  random(): number {
    this.#random ??= seededRandom(`${this.#run.env.seed}/${this.itemIndex}`);
    return this.#random();
  }

  from(output: Item, ...inputs: readonly Item[]): Item {
    this.#run.sources.set(output, inputs);
    return output;
  }
}
