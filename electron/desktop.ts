import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DESKTOP_SCHEME } from '#contract/desktop';
import { TELL } from './channels.ts';
import { parseDeepLink } from './deep-link.ts';
import { chooseWorkspace, openFlowDialog, saveFlowDialog } from './dialogs.ts';
import type { ElectronApi } from './electron-api.ts';
import { askEngine, type EngineQuestions } from './engine-client.ts';
import { type EngineCommand, engineCommand, type Installation } from './engine-command.ts';
import { EngineHost } from './engine-host.ts';
import { type EngineProcess, launchEngine } from './engine-process.ts';
import { denyPermissions, guardContents, openExternal } from './guards.ts';
import { answerPage } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { showNotification, watchFailedRuns } from './notifications.ts';
import { openablesIn, readFlowFile } from './open-file.ts';
import { OpenQueue } from './open-queue.ts';
import { answersHttp } from './probe.ts';
import { APP_SCHEME, serveAppFiles } from './protocol.ts';
import { guardQuit } from './quit.ts';
import type { SettingsStore } from './settings.ts';
import { claimSingleInstance } from './single-instance.ts';
import type { Timers } from './timers.ts';
import { createTray } from './tray.ts';
import { findUpdate } from './updates.ts';
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
  const { app, shell, dialog, ipcMain } = electron;
  const built = join(installation.root, 'dist', 'electron');

  // All of this must be said before Electron is ready.
  app.enableSandbox();
  electron.protocol.registerSchemesAsPrivileged([APP_SCHEME]);
  guardContents(app, { shell, dialog });
  let ready = false;
  const window = new MainWindow(electron, settings, built);
  const showWhenReady = () => {
    if (ready) window.show();
  };
  const queue = new OpenQueue(() => {
    window.send(TELL.openRequested);
    showWhenReady();
  });
  const openFile = async (path: string) => queue.add(await readFlowFile(path));
  const openLink = (link: string) => {
    const request = parseDeepLink(link);
    if (request) queue.add(request);
  };
  const openAll = (argv: readonly string[], folder: string) => {
    const { files, links } = openablesIn(argv, folder);
    for (const file of files) void openFile(file);
    for (const link of links) openLink(link);
  };

  const first = claimSingleInstance(app, (argv, folder) => {
    showWhenReady();
    openAll(argv, folder);
  });
  if (!first) {
    app.exit(0);
    return undefined;
  }
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void openFile(path);
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    openLink(link);
    showWhenReady();
  });
  openAll(parts.argv, parts.folder);

  const launch = parts.launch ?? launchEngine;
  const host = new EngineHost({
    launch: () => {
      // Apps that are started by a click start in the root of the disk or in the user's home.
      const start = installation.packaged ? parts.userData : parts.folder;
      const folders = { start, workspace: settings.get().workspace };
      return launch(engineCommand(installation, folders, parts.env, existsSync), timers);
    },
    probe: parts.probe ?? answersHttp,
    timers,
  });
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
  electron.nativeTheme.themeSource = settings.get().theme;
  const { defaultSession } = electron.session;
  denyPermissions(defaultSession);
  defaultSession.protocol.handle(DESKTOP_SCHEME, serveAppFiles(join(installation.root, 'dist', 'renderer')));
  // A checkout would register Electron itself, which then opens links without Flowbench.
  if (installation.packaged) app.setAsDefaultProtocolClient(DESKTOP_SCHEME);

  const restartEngine = () => host.restart();
  const openChosen = async () => {
    for (const request of await openFlowDialog(dialog)) queue.add(request);
  };
  const openWorkspace = async () => {
    const workspace = await chooseWorkspace(dialog);
    if (workspace === undefined) return;
    settings.set({ workspace });
    await host.restart();
    window.reload();
  };
  answerPage(ipcMain, {
    session: () => host.session(),
    engineState: () => host.state,
    restartEngine,
    openFlowDialog: () => openFlowDialog(dialog),
    saveFlowDialog: (flow) => saveFlowDialog(dialog, flow),
    takeOpenRequests: () => queue.take(),
    notify: async (notice) => showNotification(electron, notice, () => window.show()),
    openExternal: async (url) => void openExternal(shell, url),
    async setTheme(theme) {
      settings.set({ theme });
      electron.nativeTheme.themeSource = theme;
    },
    isWindow: (id) => window.owns(id),
  });
  const menu = menuTemplate(
    {
      command: (command) => window.send(TELL.menuCommand, command),
      openFlow: () => void openChosen(),
      openWorkspace: () => void openWorkspace(),
      restartEngine: () => void restartEngine(),
    },
    installation.platform,
  );
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(menu) as never);
  const showInTray = createTray(electron, built, installation.platform, {
    show: () => window.show(),
    restartEngine: () => void restartEngine(),
    quit: () => app.quit(),
  });
  showInTray(host.state);
  host.onState((state) => {
    showInTray(state);
    window.send(TELL.engineState, state);
  });
  watchFailedRuns(questions.failedRuns, Date.now(), timers, (notice) => {
    showNotification(electron, notice, () => {
      if (notice.run) queue.add({ kind: 'run', run: notice.run });
      window.show();
    });
  });
  void findUpdate(settings.get().updateFeed, app.getVersion()).then((update) => {
    if (!update) return;
    const notice = { title: `Flowbench ${update.version} is there`, body: 'Click to see what is new.' };
    showNotification(electron, notice, () => openExternal(shell, update.url));
  });
  window.show();
  return host;
}
