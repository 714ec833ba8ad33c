import { App, type AppOptions } from './app.ts';
import { type ListenOptions, listen } from './listen.ts';

export type ServeOptions = AppOptions & ListenOptions;

/** A running engine with its local API. */
export interface Served {
  /** The address of the window, without the token. */
  url: string;
  apiPort: number;
  token: string;
  app: App;
  /** Stops cleanly: runs stop where they are, what they did is on disk. */
  close(): Promise<void>;
}

/** Opens workspace and data directory, takes up unfinished runs, and serves window and API. */
export async function serve(options: ServeOptions): Promise<Served> {
  const app = await App.open(options);
  try {
    const { port, token, close } = await listen(app, options);
    return {
      url: `http://127.0.0.1:${port}/`,
      apiPort: port,
      token,
      app,
      async close() {
        await close();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}
