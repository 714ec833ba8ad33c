import type { AppApi, ContentsApi, ElectronApi, SessionApi } from './electron-api.ts';
import { isAppUrl } from './protocol.ts';

const LONGEST_LINK = 8192;

/** Shows an address in the default browser if it is one for a browser; says whether it was. */
export function openExternal(shell: ElectronApi['shell'], url: string): boolean {
  const parsed = url.length <= LONGEST_LINK ? URL.parse(url) : null;
  const forBrowser =
    parsed !== null && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password;
  // Where there is no browser, the system says so itself.
  if (forBrowser) void shell.openExternal(parsed.href).catch(() => undefined);
  return forBrowser;
}

/** Keeps every page that is ever made on the app's own files, without windows of its own. */
export function guardContents(app: AppApi, electron: Pick<ElectronApi, 'shell' | 'dialog'>): void {
  app.on('web-contents-created', (_event, contents) => {
    guardNavigation(contents, electron.shell);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-prevent-unload', (event) => {
      // Here preventing means leaving although the page would rather stay.
      if (leaveUnsaved(electron.dialog)) event.preventDefault();
    });
  });
}

function guardNavigation(contents: ContentsApi, shell: ElectronApi['shell']): void {
  const leave = (event: { url: string; preventDefault(): void }) => {
    if (isAppUrl(event.url)) return;
    event.preventDefault();
    openExternal(shell, event.url);
  };
  contents.on('will-navigate', leave);
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    // The window itself is will-navigate's, which comes after this.
    if (!event.isMainFrame && !isAppUrl(event.url)) event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    openExternal(shell, url);
    return { action: 'deny' };
  });
}

function leaveUnsaved(dialog: ElectronApi['dialog']): boolean {
  const choice = dialog.showMessageBoxSync({
    type: 'warning',
    message: 'There are changes that are not saved',
    detail: 'They are lost if the window closes now.',
    buttons: ['Keep editing', 'Close without saving'],
    defaultId: 0,
    cancelId: 0,
  });
  return choice === 1;
}

/** What a page may do without asking because it harms nobody: copy text. */
const GRANTED = ['clipboard-sanitized-write'];

/** Denies what pages ask the system for: cameras, places, devices, notifications of their own. */
export function denyPermissions(session: SessionApi): void {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(GRANTED.includes(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => GRANTED.includes(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    // The page's own exports are blobs of it; nothing is fetched from elsewhere.
    if (!/^(blob:flowbench:|data:)/.test(item.getURL())) event.preventDefault();
  });
}
