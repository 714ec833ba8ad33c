import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, flowbench, root } from '#test/command';

/** `flowbench relay` in a process of its own, to be killed. */
export class RelayProcess {
  readonly dataDir: string;
  readonly #wrap: readonly string[];
  #child: ChildProcess | undefined;
  /** Of the relay itself: strace does not pass signals on. */
  #pid = 0;
  port = 0;

  /** @param wrap a command before it, such as `strace` */
  constructor(dataDir: string, wrap: readonly string[] = []) {
    this.dataDir = dataDir;
    this.#wrap = wrap;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, at the port it had. */
  async start(): Promise<this> {
    const [command = '', ...before] = [...this.#wrap, process.execPath];
    const entry = join(root, 'bin', 'flowbench.mjs');
    const rates = ['--source-rate', '1000000', '--device-rate', '1000000'];
    const about = ['--json', '--data-dir', this.dataDir, '--port', String(this.port), ...rates];
    this.#child = spawn(command, [...before, entry, 'relay', ...about], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(
      createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }),
      'line',
    );
    ({ port: this.port, pid: this.#pid } = JSON.parse(line));
    return this;
  }

  async code(): Promise<string> {
    const { stdout } = await flowbench(['relay', 'code', '--data-dir', this.dataDir]);
    return stdout.trim();
  }

  /** As a power cut would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const exit = once(child, 'exit');
    process.kill(this.#pid, signal);
    await exit;
  }
}
