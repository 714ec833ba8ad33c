import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions, Rectangle } from 'electron';
import type { CallerApi, ElectronApi } from '../electron-api.ts';
import { APP_URL } from '../protocol.ts';

/** An event that can be prevented, as Electron hands it out. */
export class FakeEvent {
  prevented = false;
  url = '';
  isMainFrame = true;
  preventDefault = () => {
    this.prevented = true;
  };
}

class FakeContents extends EventEmitter {
  readonly id: number;
  readonly sent: unknown[][] = [];
  openHandler: ((details: { url: string }) => { action: 'deny' }) | undefined;
  constructor(id: number) {
    super();
    this.id = id;
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void {
    this.openHandler = handler;
  }
  send(...sent: unknown[]): void {
    this.sent.push(sent);
  }
  isDestroyed(): boolean {
    return false;
  }
}

/**
 * Electron as far as the shell uses it, in this process: a test can do what the
 * user and the system do (`emit`, `ask`, `windows`) and see what the shell did.
 * How the real one behaves was read in its documentation, not tried.
 */
export class FakeElectron {
  readonly calls: string[] = [];
  readonly windows: InstanceType<ReturnType<FakeElectron['makeWindowClass']>>[] = [];
  readonly notifications: { title: string; body: string; click(): void }[] = [];
  readonly handlers = new Map<string, (caller: CallerApi, ...args: unknown[]) => unknown>();
  becomeReady: () => void = () => {};
  readonly app = this.makeApp();
  trayMenu: MenuItemConstructorOptions[] = [];
  appMenu: MenuItemConstructorOptions[] = [];
  protocolHandler: ((request: { url: string; method: string }) => Promise<Response>) | undefined;
  permission: ((name: string) => boolean) | undefined;
  permissionCheck: ((name: string) => boolean) | undefined;
  downloads = new EventEmitter();
  /** What is chosen in the next dialogs. */
  chosen = { open: [] as string[], save: '', button: 0 };
  readonly boxes: string[] = [];
  workAreas: Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1040 }];
  /** Whether this is the first instance. */
  first = true;

  private makeApp() {
    const { calls } = this;
    const ready = new Promise<void>((resolve) => {
      this.becomeReady = resolve;
    });
    const emitter = new EventEmitter();
    return Object.assign(emitter, {
      whenReady: () => ready,
      requestSingleInstanceLock: () => this.first,
      setAsDefaultProtocolClient: (scheme: string) => calls.push(`protocol client ${scheme}`) > 0,
      enableSandbox: () => void calls.push('sandbox'),
      getVersion: () => '0.1.0',
      exit: (code?: number) => void calls.push(`exit ${code}`),
      /** Like Electron: ask, close the windows, ask again, go. */
      quit: () => {
        calls.push('quit');
        const before = new FakeEvent();
        emitter.emit('before-quit', before);
        if (before.prevented) return;
        for (const window of [...this.windows]) window.close();
        if (this.windows.length > 0) return;
        const will = new FakeEvent();
        emitter.emit('will-quit', will);
        if (!will.prevented) calls.push('gone');
      },
    });
  }

  private makeWindowClass() {
    const fake = this;
    return class extends EventEmitter {
      readonly webContents = new FakeContents(fake.windows.length + 1);
      readonly options: BrowserWindowConstructorOptions;
      readonly did: string[] = [];
      bounds: Rectangle;
      maximized = false;
      minimized = false;
      /** The page has unsaved changes and asks to stay. */
      unsaved = false;

      constructor(options: BrowserWindowConstructorOptions) {
        super();
        this.options = options;
        const { x = 100, y = 100, width = 0, height = 0 } = options;
        this.bounds = { x, y, width, height };
        fake.windows.push(this);
        fake.app.emit('web-contents-created', {}, this.webContents);
      }
      async loadURL(url: string): Promise<void> {
        this.did.push(`load ${url}`);
      }
      show(): void {
        this.did.push('show');
      }
      focus(): void {
        this.did.push('focus');
      }
      restore(): void {
        this.minimized = false;
      }
      maximize(): void {
        this.maximized = true;
      }
      isMinimized(): boolean {
        return this.minimized;
      }
      isMaximized(): boolean {
        return this.maximized;
      }
      isDestroyed(): boolean {
        return !fake.windows.includes(this);
      }
      getNormalBounds(): Rectangle {
        return this.bounds;
      }
      close(): void {
        this.emit('close');
        const event = new FakeEvent();
        if (this.unsaved) this.webContents.emit('will-prevent-unload', event);
        if (this.unsaved && !event.prevented) return;
        fake.windows.splice(fake.windows.indexOf(this), 1);
        this.emit('closed');
        if (fake.windows.length === 0) fake.app.emit('window-all-closed');
      }
    };
  }

  /** What the shell gets. */
  get api(): ElectronApi {
    const fake = this;
    const { calls } = this;
    class Tray extends EventEmitter {
      constructor(_image: string) {
        super();
      }
      setToolTip(): void {}
      setContextMenu(menu: unknown): void {
        fake.trayMenu = menu as MenuItemConstructorOptions[];
      }
      destroy(): void {}
    }
    class Notification extends EventEmitter {
      static isSupported(): boolean {
        return true;
      }
      readonly notice: { title?: string; body?: string };
      constructor(notice: { title?: string; body?: string }) {
        super();
        this.notice = notice;
      }
      show(): void {
        const { title = '', body = '' } = this.notice;
        fake.notifications.push({ title, body, click: () => this.emit('click') });
      }
    }
    return {
      app: this.app,
      BrowserWindow: this.makeWindowClass(),
      Tray,
      Notification,
      Menu: {
        buildFromTemplate: (template) => template,
        setApplicationMenu: (menu) => {
          fake.appMenu = menu;
        },
      },
      dialog: {
        showOpenDialog: async () => ({
          canceled: fake.chosen.open.length === 0,
          filePaths: fake.chosen.open,
        }),
        showSaveDialog: async () => ({ canceled: fake.chosen.save === '', filePath: fake.chosen.save }),
        showMessageBox: async ({ message }) => {
          fake.boxes.push(message);
          return { response: fake.chosen.button };
        },
        showMessageBoxSync: ({ message }) => {
          fake.boxes.push(message);
          return fake.chosen.button;
        },
      },
      ipcMain: { handle: (channel, handler) => void fake.handlers.set(channel, handler) },
      nativeTheme: { themeSource: 'system' },
      protocol: {
        registerSchemesAsPrivileged: ([scheme]) => void calls.push(`scheme ${scheme?.scheme}`),
      },
      screen: { getAllDisplays: () => fake.workAreas.map((workArea) => ({ workArea })) },
      session: {
        defaultSession: {
          protocol: {
            handle: (_scheme, handler) => {
              fake.protocolHandler = handler;
            },
          },
          setPermissionRequestHandler: (handler) => {
            fake.permission = (name) => {
              let granted = false;
              handler({}, name, (answer) => {
                granted = answer;
              });
              return granted;
            };
          },
          setPermissionCheckHandler: (handler) => {
            fake.permissionCheck = (name) => handler({}, name);
          },
          setDevicePermissionHandler: () => {},
          on: (event, listener) => fake.downloads.on(event, listener),
        },
      },
      shell: { openExternal: async (url) => void calls.push(`external ${url}`) },
    };
  }

  /** The window there is now. */
  get window() {
    const window = this.windows.at(-1);
    if (!window) throw new Error('There is no window');
    return window;
  }

  /** What the window's page asks of main. */
  async ask(channel: string, ...args: unknown[]): Promise<unknown> {
    return await this.askFrom({ url: APP_URL, parent: null }, this.window.webContents.id, channel, ...args);
  }

  async askFrom(
    frame: CallerApi['senderFrame'],
    id: number,
    channel: string,
    ...args: unknown[]
  ): Promise<unknown> {
    const handler = this.handlers.get(channel);
    if (!handler) throw new Error(`Nobody answers ${channel}`);
    return await handler({ sender: { id }, senderFrame: frame }, ...args);
  }
}
