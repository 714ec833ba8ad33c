import type {
  DesktopApi,
  EngineState,
  MenuCommand,
  OpenRequest,
  SavedFile,
  Session,
} from '#contract/desktop';
import { ASK, TELL } from './channels.ts';

/** The part of Electron's ipcRenderer that is used; it stays out of the page's reach. */
export interface RendererIpc {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
  removeListener(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
}

/** Makes `window.flowbench`: one function for each ability, none that takes a channel's name. */
export function createDesktopApi(ipc: RendererIpc): DesktopApi {
  /** Main answers with what DesktopApi says: electron/ipc.ts is checked against it. */
  const ask = <T>(channel: string, ...input: unknown[]) => ipc.invoke(channel, ...input) as Promise<T>;
  /** Electron's event object has the sender in it, which the page must not have. */
  const listen = <T>(channel: string, listener: (told: T) => void) => {
    const wrapped = (_event: unknown, told: unknown) => listener(told as T);
    ipc.on(channel, wrapped);
    return () => {
      ipc.removeListener(channel, wrapped);
    };
  };
  return {
    session: () => ask<Session>(ASK.session),
    onEngineState(listener) {
      const stop = listen<EngineState>(TELL.engineState, listener);
      void ask<EngineState>(ASK.engineState).then(listener);
      return stop;
    },
    restartEngine: () => ask(ASK.restartEngine),
    openFlowDialog: () => ask<readonly OpenRequest[]>(ASK.openFlowDialog),
    saveFlowDialog: ({ name, text }) => ask<SavedFile | undefined>(ASK.saveFlowDialog, { name, text }),
    onOpenFlow(listener) {
      // Main keeps the requests and the page takes them, so none is lost while the page loads.
      const take = () =>
        ask<readonly OpenRequest[]>(ASK.takeOpenRequests).then((requests) => {
          for (const request of requests) listener(request);
        });
      const stop = listen(TELL.openRequested, () => void take());
      void take();
      return stop;
    },
    onMenuCommand: (listener) => listen<MenuCommand>(TELL.menuCommand, listener),
    notify: ({ title, body }) => ask(ASK.notify, { title, body }),
    openExternal: (url) => ask(ASK.openExternal, url),
    setTheme: (theme) => ask(ASK.setTheme, theme),
  };
}
