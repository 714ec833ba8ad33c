import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#contract/desktop';

/** What entries of the menu do. */
export interface MenuActions {
  /** Lets the window's page do it. */
  command(command: MenuCommand): void;
  openFlow(): void;
  openWorkspace(): void;
  restartEngine(): void;
}

/** The application menu. */
export function menuTemplate(
  { command, openFlow, openWorkspace, restartEngine }: MenuActions,
  platform: string,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const entry = (label: string, name: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => command(name),
    // The page has these keys itself, where it knows what has the focus; here they are only shown.
    ...(accelerator && { accelerator, registerAccelerator: false }),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        entry('New flow', 'new-flow', 'CmdOrCtrl+N'),
        { label: 'Open flow…', accelerator: 'CmdOrCtrl+O', click: openFlow },
        { label: 'Open folder of flows…', accelerator: 'CmdOrCtrl+Shift+O', click: openWorkspace },
        line,
        entry('Save', 'save', 'CmdOrCtrl+S'),
        entry('Save a copy…', 'save-copy', 'CmdOrCtrl+Shift+S'),
        line,
        { role: 'close' },
        ...(mac ? [] : [{ role: 'quit' } as const]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        entry('Undo', 'undo', 'CmdOrCtrl+Z'),
        entry('Redo', 'redo', 'CmdOrCtrl+Shift+Z'),
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        line,
        entry('Find', 'find', 'CmdOrCtrl+F'),
        entry('Command palette', 'command-palette', 'CmdOrCtrl+K'),
      ],
    },
    {
      label: '&Flow',
      submenu: [
        entry('Run', 'run', 'CmdOrCtrl+Enter'),
        line,
        { label: 'Restart engine', click: restartEngine },
      ],
    },
    {
      label: '&View',
      submenu: [
        entry('Light or dark', 'toggle-theme'),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        line,
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
