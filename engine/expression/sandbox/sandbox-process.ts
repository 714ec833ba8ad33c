import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EngineError } from '#contract/error';
import { encodeFrame, frameReader } from './encode-frame.ts';
import type { Death, Ended, Job } from './job.ts';
import { type Response, WATCHDOG_MARK, type WatchdogReason } from './protocol.ts';
import { Residents } from './residents.ts';

/** A job on its way, with what came back so far. */
export interface Flight {
  job: Job;
  /** How often a process died under it without a reason. */
  crashes: number;
  settle(ended: Ended): void;
  fail(error: unknown): void;
}

interface Airborne extends Flight {
  call: number;
  values: unknown[];
}

export interface ProcessOptions {
  entry: URL;
  /** Megabytes for the guest's data. */
  memory: number;
}

/** Megabytes that the realm itself takes on the heap. */
const OWN_HEAP = 48;
/** Milliseconds after which the engine stops relying on the child's own watchdog. */
const GRACE = 3_000;
const HIGH_WATER = 4 * 2 ** 20;
const LAST_WORDS = 4_000;

/**
 * One locked-down child process. Answers calls in order; at most a few are on
 * their way at once, so that it never waits for the next. Keeps the engine alive
 * only while it has something to do, and ends with the engine: its stdin does.
 */
export class SandboxProcess {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly residents: Residents;
  private readonly flights: Airborne[] = [];
  private readonly onEnd: (process: SandboxProcess, death: Death, flights: readonly Flight[]) => void;
  private readonly onIdle: () => void;
  private lastCall = 0;
  private ready = false;
  private ended = false;
  private stderr = '';
  private timer: NodeJS.Timeout | undefined;
  readonly closed: Promise<void>;

  /** `onEnd` gets the jobs that were on their way, the one being worked on first. */
  constructor(
    options: ProcessOptions,
    onEnd: (process: SandboxProcess, death: Death, flights: readonly Flight[]) => void,
    onIdle: () => void,
  ) {
    this.onEnd = onEnd;
    this.onIdle = onIdle;
    this.child = start(options);
    this.residents = new Residents((text) => this.write(text));
    const read = frameReader((text) => this.receiveText(text));
    this.child.stdout.on('data', read);
    this.child.stderr.on('data', (text: Buffer) => {
      this.stderr = (this.stderr + text.toString()).slice(-LAST_WORDS);
    });
    // A write to a process that is gone; its end is told by `close`.
    this.child.stdin.on('error', () => undefined);
    this.child.on('error', (error) => this.end(error.message));
    this.closed = new Promise((resolve) => {
      this.child.on('close', () => {
        this.end(this.stderr);
        resolve();
      });
    });
    this.hold(false);
  }

  /** Jobs on their way. */
  get load(): number {
    return this.flights.length;
  }

  /** Whether a job is on its way here. */
  carries(job: Job): boolean {
    return this.flights.some((flight) => flight.job === job);
  }

  /** Sends a job. */
  fly(flight: Flight): void {
    this.lastCall += 1;
    const airborne: Airborne = { ...flight, call: this.lastCall, values: [] };
    this.flights.push(airborne);
    if (this.flights.length === 1) this.hold(true);
    void this.send(airborne);
  }

  /** Ends the process at once. */
  kill(): void {
    this.hold(true);
    this.child.kill('SIGKILL');
  }

  private async send(flight: Airborne): Promise<void> {
    try {
      const request = await flight.job.prepare(this.residents, flight.call);
      if (this.ended) return;
      await this.write(request);
      this.watchHead();
    } catch (error) {
      if (this.ended) return;
      this.land(flight);
      flight.fail(error);
    }
  }

  /** Whatever a broken process writes must not bring the engine down. */
  private receiveText(text: string): void {
    try {
      this.receive(JSON.parse(text) as Response);
    } catch {
      this.kill();
    }
  }

  private receive(response: Response): void {
    if (response.say === 'ready') {
      this.ready = true;
      this.watchHead();
      return;
    }
    const flight = this.flights.find(({ call }) => call === response.call);
    if (flight === undefined) return;
    if (response.say === 'log') flight.job.log(response.level, response.message);
    else {
      for (const value of response.values) flight.values.push(value);
      if (response.say === 'done') {
        this.land(flight);
        const { need, error } = response;
        flight.settle({ values: flight.values, ...(need && { need }), ...(error && { error }) });
      }
    }
  }

  private land(flight: Airborne): void {
    this.flights.splice(this.flights.indexOf(flight), 1);
    this.watchHead();
    if (this.flights.length === 0) {
      this.residents.sweep();
      this.hold(false);
    }
    this.onIdle();
  }

  /** The child's watchdog ends calls in time; this is for the case that it cannot. */
  private watchHead(): void {
    clearTimeout(this.timer);
    const [head] = this.flights;
    if (head === undefined || !this.ready) return;
    this.timer = setTimeout(() => this.kill(), head.job.limit + GRACE);
  }

  private end(lastWords: string): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    const flights = this.flights.splice(0);
    if (this.ready || flights.length === 0) {
      this.onEnd(this, readDeath(lastWords), flights);
      return;
    }
    this.onEnd(this, { reason: 'crash', item: undefined }, []);
    const error = new EngineError(`The sandbox could not start: ${lastWords.trim() || 'no reason given'}`, {
      code: 'SANDBOX_START',
    });
    for (const { fail } of flights) fail(error);
  }

  private async write(text: string): Promise<void> {
    const { stdin } = this.child;
    if (stdin.write(encodeFrame(text)) || stdin.writableLength < HIGH_WATER) return;
    await new Promise<void>((resolve) => {
      stdin.once('drain', resolve);
      this.child.once('close', () => resolve());
    });
  }

  /** Whether the engine stays alive for this process. */
  private hold(isBusy: boolean): void {
    const method = isBusy ? 'ref' : 'unref';
    this.child[method]();
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) {
      (stream as unknown as Record<'ref' | 'unref', () => void>)[method]();
    }
  }
}

function start({ entry, memory }: ProcessOptions) {
  return spawn(process.execPath, [...sandboxArguments(memory), fileURLToPath(entry)], {
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

/** How Node is started for a sandbox: with no permission but to load its program, which it gives back; see lock-down.ts. */
export function sandboxArguments(memory: number): string[] {
  return [
    '--permission',
    '--allow-fs-read=*',
    '--allow-worker',
    '--expose-gc',
    '--no-warnings',
    `--max-old-space-size=${memory + OWN_HEAP}`,
  ];
}

function readDeath(lastWords: string): Death {
  const [, reason, item] = new RegExp(`${WATCHDOG_MARK} (timeout|memory) (\\d+)`).exec(lastWords) ?? [];
  if (reason !== undefined) return { reason: reason as WatchdogReason, item: Number(item) };
  const outOfMemory = /heap out of memory|Allocation failed|invalid (?:array|table )?size/i.test(lastWords);
  return { reason: outOfMemory ? 'memory' : 'crash', item: undefined };
}
