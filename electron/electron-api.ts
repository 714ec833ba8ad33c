/**
 * The part of Electron that is used, as interfaces: Electron itself fits them
 * (main.ts is checked against electron.d.ts), and so does the fake that the tests
 * run on.
 */
import type {
  BrowserWindowConstructorOptions,
  CustomScheme,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NotificationConstructorOptions,
  OpenDialogOptions,
  Rectangle,
  SaveDialogOptions,
} from 'electron';

export interface Preventable {
  preventDefault(): void;
}

export interface Navigation extends Preventable {
  url: string;
  isMainFrame: boolean;
}

export interface AppApi {
  on(event: 'second-instance', listener: (event: unknown, argv: string[], folder: string) => void): unknown;
  on(event: 'open-file' | 'open-url', listener: (event: Preventable, what: string) => void): unknown;
  on(event: 'window-all-closed' | 'activate', listener: () => void): unknown;
  on(event: 'before-quit' | 'will-quit', listener: (event: Preventable) => void): unknown;
  on(event: 'web-contents-created', listener: (event: unknown, contents: ContentsApi) => void): unknown;
  whenReady(): Promise<void>;
  requestSingleInstanceLock(): boolean;
  setAsDefaultProtocolClient(scheme: string, path?: string, args?: string[]): boolean;
  enableSandbox(): void;
  quit(): void;
  exit(code?: number): void;
  getVersion(): string;
}

export interface ContentsApi {
  readonly id: number;
  on(
    event: 'will-navigate' | 'will-redirect' | 'will-frame-navigate',
    listener: (event: Navigation) => void,
  ): unknown;
  on(event: 'will-attach-webview' | 'will-prevent-unload', listener: (event: Preventable) => void): unknown;
  on(event: 'render-process-gone', listener: (event: unknown, details: { reason: string }) => void): unknown;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
  send(channel: string, ...args: unknown[]): void;
  isDestroyed(): boolean;
}

export interface WindowApi {
  readonly webContents: ContentsApi;
  on(event: 'close' | 'closed' | 'ready-to-show' | 'resize' | 'move', listener: () => void): unknown;
  loadURL(url: string): Promise<void>;
  show(): void;
  focus(): void;
  close(): void;
  restore(): void;
  maximize(): void;
  isMinimized(): boolean;
  isMaximized(): boolean;
  isDestroyed(): boolean;
  getNormalBounds(): Rectangle;
}

export interface TrayApi {
  on(event: 'click', listener: () => void): unknown;
  setToolTip(text: string): void;
  setContextMenu(menu: unknown): void;
  destroy(): void;
}

export interface NotificationApi {
  on(event: 'click', listener: () => void): unknown;
  show(): void;
}

/** Who called a handler: the frame it came from, and that frame's page. */
export interface CallerApi {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

export interface IpcApi {
  handle(channel: string, handler: (caller: CallerApi, ...args: unknown[]) => unknown): void;
}

export interface SessionApi {
  protocol: {
    handle(scheme: string, handler: (request: { url: string; method: string }) => Promise<Response>): void;
  };
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  on(event: 'will-download', listener: (event: Preventable, item: { getURL(): string }) => void): unknown;
}

export interface DialogApi {
  showOpenDialog(options: OpenDialogOptions): Promise<{ canceled: boolean; filePaths: string[] }>;
  showSaveDialog(options: SaveDialogOptions): Promise<{ canceled: boolean; filePath: string }>;
  showMessageBox(options: MessageBoxOptions): Promise<{ response: number }>;
  showMessageBoxSync(options: MessageBoxOptions): number;
}

/** All of it, named as Electron names it. */
export interface ElectronApi {
  app: AppApi;
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => WindowApi;
  Menu: {
    buildFromTemplate(template: MenuItemConstructorOptions[]): unknown;
    setApplicationMenu(menu: never): void;
  };
  Tray: new (image: string) => TrayApi;
  Notification: (new (
    options: NotificationConstructorOptions,
  ) => NotificationApi) & { isSupported(): boolean };
  dialog: DialogApi;
  ipcMain: IpcApi;
  nativeTheme: { themeSource: 'light' | 'dark' | 'system' };
  protocol: { registerSchemesAsPrivileged(schemes: CustomScheme[]): void };
  screen: { getAllDisplays(): { workArea: Rectangle }[] };
  session: { readonly defaultSession: SessionApi };
  shell: { openExternal(url: string): Promise<void> };
}
