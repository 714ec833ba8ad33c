import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Again } from '../again.ts';
import type { Tunnel, TunnelAbilities, TunnelNews, TunnelProvider } from '../provider.ts';

/** A program that makes a tunnel, as it is found on this machine. */
export interface TunnelProgram {
  name: string;
  /** The executable: a name on the path, or a file. */
  command: string;
  args(port: number): readonly string[];
  abilities: TunnelAbilities;
  /** What a line of its output says; undefined where it says nothing that matters. */
  read(line: string): { url?: string; ready?: boolean; problem?: string } | undefined;
  /** Where to get it. */
  hint: string;
}

/** Milliseconds that it has to end after being asked to. */
const PATIENCE = 3_000;
/** Milliseconds within which it has to tell its address. */
const STARTING = 60_000;

/** The way through another program's tunnel: it must be installed already. */
export class ChildProvider implements TunnelProvider {
  readonly name: string;
  readonly abilities: TunnelAbilities;
  readonly #program: TunnelProgram;

  constructor(program: TunnelProgram) {
    this.name = program.name;
    this.abilities = program.abilities;
    this.#program = program;
  }

  start(port: number, report: (news: TunnelNews) => void): Tunnel {
    return new ChildTunnel(this.#program, port, report);
  }
}

/** Keeps a program running and reads its address from what it writes. */
class ChildTunnel implements Tunnel {
  readonly #program: TunnelProgram;
  readonly #port: number;
  readonly #report: (news: TunnelNews) => void;
  readonly #again = new Again(() => this.#spawn());
  #child: ChildProcess | undefined;
  #stopped = false;

  constructor(program: TunnelProgram, port: number, report: (news: TunnelNews) => void) {
    this.#program = program;
    this.#port = port;
    this.#report = report;
    this.#spawn();
  }

  /** The programs themselves connect again; what has ended in the meantime is started at once. */
  wake(): void {
    if (this.#child || this.#stopped) return;
    this.#again.worked();
    this.#again.now();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#again.stop();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await exit;
    clearTimeout(patience);
  }

  #spawn(): void {
    if (this.#stopped) return;
    const { name, command, hint } = this.#program;
    this.#report({ state: 'connecting' });
    // Never through a shell. Its own settings (the login of ngrok) are in its user's folder.
    const child = spawn(command, [...this.#program.args(this.#port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child = child;
    let problem: string | undefined;
    let url: string | undefined;
    let ready = false;
    const patience = setTimeout(() => {
      problem ??= 'it did not tell its address';
      child.kill('SIGKILL');
    }, STARTING).unref();
    const read = (line: string): void => {
      const said = this.#program.read(line);
      problem = said?.problem ?? problem;
      url ??= said?.url;
      ready ||= said?.ready ?? false;
      if (url === undefined || !ready || this.#stopped) return;
      if (said?.url === undefined && said?.ready === undefined) return;
      clearTimeout(patience);
      this.#again.worked();
      this.#report({ state: 'open', url });
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
    const ended = (message: string, missing: boolean): void => {
      clearTimeout(patience);
      if (this.#child !== child) return;
      this.#child = undefined;
      if (this.#stopped) return;
      this.#report({ state: 'failing', message, ...(missing ? { hint, final: true } : {}) });
      if (!missing) this.#again.later();
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      ended(missing ? `${name} is not installed.` : `${name} cannot be started: ${error.message}.`, missing);
    });
    // After its output has been read: what it wrote last says why.
    child.once('close', (code, signal) =>
      ended(`${name} has ended (${problem ?? signal ?? `code ${code}`}).`, false),
    );
  }
}
