import { EngineError } from '#contract/error';
import type { Death, Ended, Job } from './job.ts';
import { type Flight, type ProcessOptions, SandboxProcess } from './sandbox-process.ts';

/** Two: the process works on one while the next is on its way. */
const FLIGHTS_PER_PROCESS = 2;

export interface PoolOptions extends ProcessOptions {
  /** Most processes at once. */
  processes: number;
}

/** Sends jobs to sandbox processes, which it starts when first needed and replaces when they die. */
export class SandboxPool {
  private readonly options: PoolOptions;
  private readonly processes = new Set<SandboxProcess>();
  private queue: Flight[] = [];
  private readonly abandoned = new WeakSet<Job>();
  private isClosed = false;

  constructor(options: PoolOptions) {
    this.options = options;
  }

  /**
   * Runs a job. Resolves with its end, which may be the death of its process;
   * a job that merely shared the process of a killed one is run again.
   * Rejects when aborted, closed, or when no process can be started.
   */
  run(job: Job, signal: AbortSignal): Promise<Ended> {
    return new Promise<Ended>((resolve, reject) => {
      if (this.isClosed) return reject(closedError());
      if (signal.aborted) return reject(signal.reason);
      const abort = (): void => {
        this.abandon(flight);
        reject(signal.reason);
      };
      const finish = (): void => signal.removeEventListener('abort', abort);
      const flight: Flight = {
        job,
        crashes: 0,
        settle: (ended) => {
          finish();
          resolve(ended);
        },
        fail: (error) => {
          finish();
          reject(error);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      this.queue.push(flight);
      this.dispatch();
    });
  }

  /** Ends all processes and rejects what is under way. */
  async close(): Promise<void> {
    this.isClosed = true;
    const processes = [...this.processes];
    for (const process of processes) process.kill();
    for (const flight of this.queue.splice(0)) flight.fail(closedError());
    await Promise.all(processes.map(({ closed }) => closed));
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      const process = this.choose();
      if (process === undefined) return;
      process.fly(this.queue.shift() as Flight);
    }
  }

  private choose(): SandboxProcess | undefined {
    const byLoad = [...this.processes].sort((a, b) => a.load - b.load);
    const [idlest] = byLoad;
    if (idlest !== undefined && idlest.load === 0) return idlest;
    if (this.processes.size < this.options.processes) return this.start();
    return idlest !== undefined && idlest.load < FLIGHTS_PER_PROCESS ? idlest : undefined;
  }

  private start(): SandboxProcess {
    const process = new SandboxProcess(
      this.options,
      (dead, death, flights) => this.bury(dead, death, flights),
      () => this.dispatch(),
    );
    this.processes.add(process);
    return process;
  }

  private bury(dead: SandboxProcess, death: Death, flights: readonly Flight[]): void {
    this.processes.delete(dead);
    const [head, ...others] = flights.filter(({ job }) => !this.abandoned.has(job));
    if (this.isClosed) {
      for (const { fail } of flights) fail(closedError());
      return;
    }
    const again = [...others];
    // The first is to blame unless it was only next in line after an abandoned one.
    if (head !== undefined && head !== flights[0]) again.unshift(head);
    // Killed from outside, perhaps: once more, but not for ever.
    else if (head !== undefined && death.reason === 'crash' && head.crashes === 0)
      again.unshift({ ...head, crashes: 1 });
    else head?.settle({ died: death });
    this.queue.unshift(...again);
    this.dispatch();
  }

  /** Aborted: nobody waits for the answer. A process that may be busy with it is ended; its other jobs run again. */
  private abandon({ job }: Flight): void {
    this.abandoned.add(job);
    this.queue = this.queue.filter((waiting) => waiting.job !== job);
    for (const process of this.processes) if (process.carries(job)) process.kill();
  }
}

function closedError(): EngineError {
  return new EngineError('The sandbox has been closed', { code: 'SANDBOX_CLOSED' });
}
