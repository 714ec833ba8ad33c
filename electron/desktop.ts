import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TELL } from './channels.ts';
import type { ElectronApi } from './electron-api.ts';
import { askEngine, type EngineQuestions } from './engine-client.ts';
import { type EngineCommand, engineCommand, type Installation } from './engine-command.ts';
import { EngineHost } from './engine-host.ts';
import { type EngineProcess, launchEngine } from './engine-process.ts';
import { furnish } from './furnish.ts';
import { guardContents } from './guards.ts';
import { OpenQueue } from './open-queue.ts';
import { Opener } from './opener.ts';
import { answersHttp } from './probe.ts';
import { APP_SCHEME } from './protocol.ts';
import { guardQuit } from './quit.ts';
import type { SettingsStore } from './settings.ts';
import { claimSingleInstance } from './single-instance.ts';
import type { Timers } from './timers.ts';
import { MainWindow } from './window.ts';

/** What the desktop app is made on. */
export interface DesktopParts {
  electron: ElectronApi;
  installation: Installation;
  settings: SettingsStore;
  argv: readonly string[];
  /** The folder it was started in. */
  folder: string;
  /** The app's own folder in the user's. */
  userData: string;
  env: Readonly<Record<string, string | undefined>>;
  timers: Timers;
  /** For tests: other engines, other answers. */
  launch?: (command: EngineCommand, timers: Timers) => EngineProcess;
  probe?: (url: string) => Promise<boolean>;
  ask?: (host: EngineHost) => EngineQuestions;
}

/**
 * The desktop app from start to end. Resolves when the window is on its way, with
 * the engine's supervisor; undefined in a second instance, which ends at once.
 */
export async function startDesktop(parts: DesktopParts): Promise<EngineHost | undefined> {
  const { electron, installation, settings, timers } = parts;
  const { app, dialog } = electron;
  const built = join(installation.root, 'dist', 'electron');

  // All of this must be said before Electron is ready.
  app.enableSandbox();
  electron.protocol.registerSchemesAsPrivileged([APP_SCHEME]);
  guardContents(app, electron);

  const window = new MainWindow(electron, settings, built);
  let ready = false;
  const showWhenReady = () => {
    if (ready) window.show();
  };
  const queue = new OpenQueue(() => {
    window.send(TELL.openRequested);
    showWhenReady();
  });
  const opener = new Opener(queue);
  const first = claimSingleInstance(app, (argv, folder) => {
    showWhenReady();
    opener.openAll(argv, folder);
  });
  if (!first) {
    app.exit(0);
    return undefined;
  }
  const workspace = workspaceIn(parts);
  if (workspace !== undefined) settings.set({ workspace });
  opener.listen(app, showWhenReady);
  opener.openAll(parts.argv, parts.folder);

  const host = makeHost(parts);
  const questions = parts.ask?.(host) ?? askEngine(() => host.running);
  guardQuit({
    app,
    dialog,
    runsInFlight: questions.runsInFlight,
    stopEngine: () => host.stop(),
    closeWindow: () => window.close(),
  });
  // The engine outlives the window; the tray has "Quit".
  app.on('window-all-closed', () => {});
  app.on('activate', showWhenReady);
  host.start();

  await app.whenReady();
  ready = true;
  furnish({ electron, installation, settings, timers, built, host, questions, queue, window });
  window.show();
  return host;
}

/**
 * The folder that `flowbench app --workspace` opens. Only a checkout is started by it:
 * the command line of an installed app is also written by whoever makes links.
 */
function workspaceIn({ installation, argv }: DesktopParts): string | undefined {
  const option = '--workspace=';
  if (installation.packaged) return undefined;
  return argv.find((argument) => argument.startsWith(option))?.slice(option.length) || undefined;
}

function makeHost(parts: DesktopParts): EngineHost {
  const { installation, settings, timers, launch = launchEngine, probe = answersHttp } = parts;
  // Apps that are started by a click start in the root of the disk or in the user's home.
  const start = installation.packaged ? parts.userData : parts.folder;
  return new EngineHost({
    launch: () => {
      const folders = { start, workspace: settings.get().workspace };
      return launch(engineCommand(installation, folders, parts.env, existsSync), timers);
    },
    probe,
    timers,
  });
}
