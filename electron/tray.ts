import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { EngineState } from '#contract/desktop';
import type { ElectronApi } from './electron-api.ts';

export interface TrayActions {
  show(): void;
  restartEngine(): void;
  quit(): void;
}

/** The state of the engine in a few words. */
export function engineWords(state: EngineState): string {
  switch (state.state) {
    case 'starting':
      return 'Engine is starting';
    case 'running':
      return 'Engine is running';
    case 'unresponsive':
      return 'Engine does not answer';
    case 'restarting':
      return `Engine ended, starts again (${state.attempt})`;
    case 'failed':
      return 'Engine does not start';
    case 'stopped':
      return 'Engine is stopped';
  }
}

/** The tray's menu: flows keep running while the window is closed, so this is where one quits. */
export function trayTemplate(state: EngineState, actions: TrayActions): MenuItemConstructorOptions[] {
  const stuck = state.state === 'failed' || state.state === 'unresponsive';
  return [
    { label: engineWords(state), enabled: false },
    ...(stuck ? [{ label: 'Restart engine', click: actions.restartEngine }] : []),
    { type: 'separator' },
    { label: 'Open Flowbench', click: actions.show },
    { label: 'Quit', click: actions.quit },
  ];
}

/** Puts Flowbench into the tray; the returned function shows another state there. */
export function createTray(
  { Tray, Menu }: Pick<ElectronApi, 'Tray' | 'Menu'>,
  images: string,
  platform: string,
  actions: TrayActions,
): (state: EngineState) => void {
  // macOS recolours images whose name ends so to fit the menu bar.
  const tray = new Tray(join(images, platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'));
  tray.on('click', actions.show);
  return (state) => {
    tray.setToolTip(`Flowbench: ${engineWords(state)}`);
    tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(state, actions)));
  };
}
