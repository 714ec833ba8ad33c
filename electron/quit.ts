import type { AppApi, DialogApi } from './electron-api.ts';

export interface QuitParts {
  app: AppApi;
  dialog: DialogApi;
  /** How many runs are under way; rejects where the engine cannot say. */
  runsInFlight(): Promise<number>;
  stopEngine(): Promise<void>;
  closeWindow(): void;
}

/**
 * Quitting in order: ask while runs are in flight, let the window keep its unsaved
 * changes, then stop the engine, then go. Runs that are stopped go on where they
 * were when Flowbench starts again.
 */
export function guardQuit({ app, dialog, runsInFlight, stopEngine, closeWindow }: QuitParts): void {
  let asking = false;
  let agreed = false;
  let engine: 'up' | 'stopping' | 'down' = 'up';

  app.on('before-quit', (event) => {
    if (agreed) {
      // Good for this once: the window may yet refuse to close.
      agreed = false;
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    void decide().finally(() => {
      asking = false;
    });
  });

  app.on('will-quit', (event) => {
    if (engine === 'down') return;
    event.preventDefault();
    if (engine === 'stopping') return;
    engine = 'stopping';
    void stopEngine().finally(() => {
      engine = 'down';
      app.exit(0);
    });
  });

  async function decide(): Promise<void> {
    const runs = await runsInFlight().catch(() => 0);
    const answer = runs === 0 ? 'quit' : await ask(dialog, runs);
    if (answer === 'background') closeWindow();
    if (answer !== 'quit') return;
    agreed = true;
    app.quit();
  }
}

async function ask(dialog: DialogApi, runs: number): Promise<'quit' | 'background' | 'stay'> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: runs === 1 ? 'A run is in flight' : `${runs} runs are in flight`,
    detail: 'If you quit, they stop now and go on where they were when Flowbench starts again.',
    buttons: ['Keep running in the background', 'Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  });
  return (['background', 'quit', 'stay'] as const)[response] ?? 'stay';
}
