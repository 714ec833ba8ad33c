import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunEntry } from '#contract/api';
import { startDesktop } from '../desktop.ts';
import type { EngineEnd, EngineProcess } from '../engine-process.ts';
import { openSettings } from '../settings.ts';
import { FakeElectron } from './fake-electron.ts';
import { FakeTimers, settled } from './fake-timers.ts';

/** An engine that does what the test says; how real ones are handled is engine-host.test.ts. */
export class ScriptedEngine implements EngineProcess {
  readonly announced: EngineProcess['announced'];
  readonly ended: EngineProcess['ended'];
  readonly args: readonly string[];
  stopped = false;
  announce: () => void = () => {};
  end: (end: EngineEnd) => void = () => {};

  constructor(args: readonly string[], pid: number) {
    this.args = args;
    const said = { url: 'http://127.0.0.1:7100/', token: `token-${pid}`, apiPort: 7100, pid };
    this.announced = new Promise((resolve) => {
      this.announce = () => resolve(said);
    });
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.end({ code: 0, reason: 'stopped' });
  }
}

/** The whole desktop app on a fake Electron. */
export async function desktop(
  setUp: (electron: FakeElectron) => void = () => {},
  argv: string[] = [],
  packaged = true,
) {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-desktop-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const electron = new FakeElectron();
  setUp(electron);
  const timers = new FakeTimers();
  const engines: ScriptedEngine[] = [];
  const engine = { running: 0, failed: [] as RunEntry[] };
  const settings = openSettings(folder);
  const started = startDesktop({
    electron: electron.api,
    installation: { packaged, root: folder, resources: folder, platform: 'linux', arch: 'x64' },
    settings,
    argv: ['flowbench', ...argv],
    folder,
    userData: folder,
    env: {},
    timers,
    launch: (command) => {
      const started = new ScriptedEngine(command.args, engines.length + 1);
      engines.push(started);
      return started;
    },
    probe: async () => true,
    ask: () => ({ runsInFlight: async () => engine.running, failedRuns: async () => engine.failed }),
  });
  return {
    electron,
    timers,
    settings,
    engines,
    engine,
    folder,
    started,
    /** Electron is ready and the newest engine serves. */
    async up() {
      electron.becomeReady();
      engines.at(-1)?.announce();
      await started;
      await settled();
    },
  };
}
