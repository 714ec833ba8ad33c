import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { EngineCommand } from './engine-command.ts';
import type { Timers } from './timers.ts';

/** The line with which an engine says that it serves, and where. */
const announcement = z.object({
  url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }),
  token: z.string().min(1),
  apiPort: z.int().min(1).max(65535),
  pid: z.int().positive(),
});

export type Announcement = z.infer<typeof announcement>;

/** How an engine's process ended. */
export interface EngineEnd {
  /** Undefined where a signal ended it or it never started. */
  code: number | undefined;
  /** What it said last, or what the system says about it; one or several lines. */
  reason: string;
}

export interface EngineProcess {
  /** Resolves when it serves; never, where it ends before. */
  announced: Promise<Announcement>;
  /** Resolves when it has ended, however that came. */
  ended: Promise<EngineEnd>;
  /** Asks it to stop, insists after `graceMs` milliseconds, resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
}

const KEPT_OUTPUT = 4000;

/** Starts an engine process. Never throws: what cannot be started has `ended`. */
export function launchEngine(command: EngineCommand, timers: Timers): EngineProcess {
  const child = spawn(command.node, [...command.args], {
    cwd: command.folder,
    env: { ...command.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_OUTPUT);
  });
  // However this process ends, short of being killed, no engine stays behind holding the data directory.
  const last = () => child.kill();
  process.once('exit', last);
  child.stdin.on('error', () => undefined); // It may end before we let go of it.

  const announced = new Promise<Announcement>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const parsed = announcement.safeParse(parseJson(line));
      if (parsed.success) resolve(parsed.data);
    });
  });
  const ended = new Promise<EngineEnd>((resolve) => {
    child.once('error', (error) =>
      resolve({ code: undefined, reason: `It did not start: ${error.message}` }),
    );
    child.once('close', (code, signal) => {
      process.off('exit', last);
      resolve({
        code: code ?? undefined,
        reason: said.trim() || `It ended with ${signal ?? `exit code ${code}`}`,
      });
    });
  });
  return {
    announced,
    ended,
    async stop(graceMs) {
      // On Windows there is no SIGTERM: there the end of its input is what asks.
      child.stdin.end();
      if (process.platform !== 'win32') child.kill('SIGTERM');
      const insist = timers.after(graceMs, () => child.kill('SIGKILL'));
      await ended;
      insist();
    },
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
