/** Where the engine is and what opens it. Both change when the engine is started anew. */
export interface Session {
  /** Address of the engine, for example `http://127.0.0.1:4123/`. */
  url: string;
  token: string;
}

/** How the engine that belongs to the desktop app is doing. */
export type EngineState =
  | { state: 'starting' }
  | { state: 'running'; pid: number }
  /** It runs but has not answered for a while: it may be very busy. */
  | { state: 'unresponsive'; pid: number }
  /** It ended unasked and starts again after `inMs` milliseconds. */
  | { state: 'restarting'; attempt: number; inMs: number; reason: string }
  /** It is not started again by itself; `reason` is a sentence for the user. */
  | { state: 'failed'; reason: string }
  | { state: 'stopped' };

/** What someone asked the app to open: by a double click, a link or a dialog. Nothing is ever run by it. */
export type OpenRequest =
  /** A flow file from anywhere on the machine, already read. */
  | { kind: 'file'; path: string; name: string; text: string }
  /** A flow of the workspace, by its relative path with `/`. */
  | { kind: 'flow'; path: string }
  /** A run in the history. */
  | { kind: 'run'; run: string }
  /** A file that could not be read; `reason` is a sentence for the user. */
  | { kind: 'unreadable'; path: string; reason: string };

/** Entries of the menu that the window carries out. */
export type MenuCommand =
  | 'new-flow'
  | 'save'
  | 'save-copy'
  | 'undo'
  | 'redo'
  | 'find'
  | 'command-palette'
  | 'run'
  | 'toggle-theme';

/** Where a dialog's file was written. */
export interface SavedFile {
  path: string;
}

/** What the desktop window gives its page as `window.flowbench`: one function for each ability. */
export interface DesktopApi {
  /** Resolves once the engine runs; ask again before every new connection. */
  session(): Promise<Session>;
  /** Calls back with the engine's state now and at each change; returns how to stop. */
  onEngineState(listener: (state: EngineState) => void): () => void;
  /** Starts an engine that has failed or does not answer. */
  restartEngine(): Promise<void>;
  /** Lets the user choose flow files and reads them; empty where they chose none. */
  openFlowDialog(): Promise<readonly OpenRequest[]>;
  /** Writes a text where the user chooses; undefined where they choose nothing. */
  saveFlowDialog(flow: { name: string; text: string }): Promise<SavedFile | undefined>;
  /** Calls back for everything to open, also what was asked for before; returns how to stop. */
  onOpenFlow(listener: (request: OpenRequest) => void): () => void;
  /** Calls back when an entry of the menu is chosen; returns how to stop. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void;
  /** Shows a notification of the system; a click on it brings the window to the front. */
  notify(notification: { title: string; body: string }): Promise<void>;
  /** Shows an http(s) address in the default browser. */
  openExternal(url: string): Promise<void>;
  /** Tells the window's frame and native dialogs which theme the page has. */
  setTheme(theme: 'light' | 'dark' | 'system'): Promise<void>;
}
