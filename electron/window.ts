import { join } from 'node:path';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { ElectronApi, WindowApi } from './electron-api.ts';
import { APP_URL } from './protocol.ts';
import type { SettingsStore } from './settings.ts';
import { type Placement, placeWindow, SMALLEST } from './window-bounds.ts';

/** The options of the window: nothing of Node in its page. */
export function windowOptions(placement: Placement, preload: string): BrowserWindowConstructorOptions {
  return {
    ...placement,
    minWidth: Math.min(SMALLEST.width, placement.width),
    minHeight: Math.min(SMALLEST.height, placement.height),
    title: 'Flowbench',
    show: false,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    },
  };
}

/** The one window: made when it is wanted, gone when it is closed, remembered where it stood. */
export class MainWindow {
  readonly #electron: Pick<ElectronApi, 'BrowserWindow' | 'dialog' | 'screen'>;
  readonly #settings: SettingsStore;
  readonly #preload: string;
  #window: WindowApi | undefined;

  constructor(
    electron: Pick<ElectronApi, 'BrowserWindow' | 'dialog' | 'screen'>,
    settings: SettingsStore,
    builtFolder: string,
  ) {
    this.#electron = electron;
    this.#settings = settings;
    this.#preload = join(builtFolder, 'preload.cjs');
  }

  /** Brings the window to the front; makes it first where there is none. */
  show(): void {
    if (!this.#window) {
      this.#window = this.#make();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Tells the page something; where there is no page nobody needs to know. */
  send(channel: string, ...args: unknown[]): void {
    if (this.#window && !this.#window.webContents.isDestroyed()) {
      this.#window.webContents.send(channel, ...args);
    }
  }

  /** Loads the page again, for another workspace. */
  reload(): void {
    void this.#window?.loadURL(APP_URL);
  }

  /** Closes the window as its own button does. */
  close(): void {
    this.#window?.close();
  }

  /** Whether a call from a page is one from this window's. */
  owns(contentsId: number): boolean {
    return this.#window?.webContents.id === contentsId;
  }

  /** The user decides: a page that ends at once again would else be loaded for ever. */
  async #offerReload(window: WindowApi): Promise<void> {
    const { response } = await this.#electron.dialog.showMessageBox({
      type: 'error',
      message: 'The window ended unexpectedly',
      detail: 'The engine and its runs are not touched by it.',
      buttons: ['Load it again', 'Close'],
      defaultId: 0,
      cancelId: 1,
    });
    if (window.isDestroyed()) return;
    if (response === 0) void window.loadURL(APP_URL);
    else window.close();
  }

  #make(): WindowApi {
    const { BrowserWindow, screen } = this.#electron;
    const { bounds, maximized } = this.#settings.get().window;
    const workAreas = screen.getAllDisplays().map((display) => display.workArea);
    const window = new BrowserWindow(windowOptions(placeWindow(bounds, workAreas), this.#preload));
    if (maximized) window.maximize();
    window.on('ready-to-show', () => window.show());
    window.on('close', () => {
      this.#settings.set({
        window: { bounds: window.getNormalBounds(), maximized: window.isMaximized() },
      });
    });
    window.on('closed', () => {
      this.#window = undefined;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#offerReload(window);
    });
    void window.loadURL(APP_URL);
    return window;
  }
}
