import { join } from 'node:path';
import { DESKTOP_SCHEME } from '#contract/desktop';
import { TELL } from './channels.ts';
import { chooseWorkspace, openFlowDialog, saveFlowDialog } from './dialogs.ts';
import type { ElectronApi } from './electron-api.ts';
import type { EngineQuestions } from './engine-client.ts';
import type { Installation } from './engine-command.ts';
import type { EngineHost } from './engine-host.ts';
import { denyPermissions, openExternal } from './guards.ts';
import { answerPage } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { showNotification, watchFailedRuns } from './notifications.ts';
import type { OpenQueue } from './open-queue.ts';
import { serveAppFiles } from './protocol.ts';
import type { SettingsStore } from './settings.ts';
import type { Timers } from './timers.ts';
import { createTray } from './tray.ts';
import { findUpdate } from './updates.ts';
import type { MainWindow } from './window.ts';

/** What is there when Electron becomes ready. */
export interface Furnishing {
  electron: ElectronApi;
  installation: Installation;
  settings: SettingsStore;
  timers: Timers;
  /** Folder of the built shell. */
  built: string;
  host: EngineHost;
  questions: EngineQuestions;
  queue: OpenQueue;
  window: MainWindow;
}

/** Sets up everything that Electron allows only once it is ready, except the window itself. */
export function furnish(parts: Furnishing): void {
  const { electron, installation, settings } = parts;
  electron.nativeTheme.themeSource = settings.get().theme;
  const { defaultSession } = electron.session;
  denyPermissions(defaultSession);
  defaultSession.protocol.handle(DESKTOP_SCHEME, serveAppFiles(join(installation.root, 'dist', 'renderer')));
  // A checkout would register Electron itself, which then opens links without Flowbench.
  if (installation.packaged) electron.app.setAsDefaultProtocolClient(DESKTOP_SCHEME);
  givePageItsAbilities(parts);
  setMenu(parts);
  showEngine(parts);
  tellNews(parts);
}

function givePageItsAbilities({ electron, settings, host, queue, window }: Furnishing): void {
  const { dialog, ipcMain, nativeTheme, shell } = electron;
  answerPage(ipcMain, {
    session: () => host.session(),
    engineState: () => host.state,
    restartEngine: () => host.restart(),
    openFlowDialog: () => openFlowDialog(dialog),
    saveFlowDialog: (flow) => saveFlowDialog(dialog, flow),
    takeOpenRequests: () => queue.take(),
    notify: async (notice) => showNotification(electron, notice, () => window.show()),
    openExternal: async (url) => void openExternal(shell, url),
    async setTheme(theme) {
      settings.set({ theme });
      nativeTheme.themeSource = theme;
    },
    isWindow: (id) => window.owns(id),
  });
}

function setMenu({ electron, installation, settings, host, queue, window }: Furnishing): void {
  const { dialog, Menu } = electron;
  const openFlows = async () => {
    for (const request of await openFlowDialog(dialog)) queue.add(request);
  };
  const openWorkspace = async () => {
    const workspace = await chooseWorkspace(dialog);
    if (workspace === undefined) return;
    settings.set({ workspace });
    await host.restart();
    window.reload();
  };
  const actions = {
    command: (command: string) => window.send(TELL.menuCommand, command),
    openFlow: () => void openFlows(),
    openWorkspace: () => void openWorkspace(),
    restartEngine: () => void host.restart(),
  };
  const menu = Menu.buildFromTemplate(menuTemplate(actions, installation.platform));
  // Electron's class of menus is not part of ElectronApi; what it built is one.
  Menu.setApplicationMenu(menu as never);
}

function showEngine({ electron, installation, built, host, window }: Furnishing): void {
  const showInTray = createTray(electron, built, installation.platform, {
    show: () => window.show(),
    restartEngine: () => void host.restart(),
    quit: () => electron.app.quit(),
  });
  showInTray(host.state);
  host.onState((state) => {
    showInTray(state);
    window.send(TELL.engineState, state);
  });
}

function tellNews({ electron, settings, timers, questions, queue, window }: Furnishing): void {
  watchFailedRuns(questions.failedRuns, Date.now(), timers, (notice) => {
    showNotification(electron, notice, () => {
      if (notice.run) queue.add({ kind: 'run', run: notice.run });
      window.show();
    });
  });
  void findUpdate(settings.get().updateFeed, electron.app.getVersion()).then((update) => {
    if (!update) return;
    const notice = { title: `Flowbench ${update.version} is there`, body: 'Click to see what is new.' };
    showNotification(electron, notice, () => openExternal(electron.shell, update.url));
  });
}
