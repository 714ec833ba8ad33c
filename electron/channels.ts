/** What the page can ask for: names between preload and main, never seen by the page. */
export const ASK = {
  session: 'session',
  engineState: 'engine-state',
  restartEngine: 'restart-engine',
  openFlowDialog: 'open-flow-dialog',
  saveFlowDialog: 'save-flow-dialog',
  takeOpenRequests: 'take-open-requests',
  notify: 'notify',
  openExternal: 'open-external',
  setTheme: 'set-theme',
} as const;

/** What the page is told. */
export const TELL = {
  engineState: 'engine-state-changed',
  openRequested: 'open-requested',
  menuCommand: 'menu-command',
} as const;
