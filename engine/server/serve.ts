import { join } from 'node:path';
import { App, type AppOptions } from './app.ts';
import { keepPort, keptPort } from './kept-port.ts';
import { keptToken, newToken } from './kept-token.ts';
import { type Listening, type ListenOptions, listen } from './listen.ts';

/**
 * A given port is an address to come back to: there, windows that were open find the engine again.
 * Without one (0) it is the one of the last time if that is free, with another token.
 */
export type ServeOptions = AppOptions & Omit<ListenOptions, 'token'>;

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
    const token = options.port === 0 ? newToken() : await keptToken(join(options.dataDir, 'token'));
    const { port, close } = await listenAgain(app, { ...options, token });
    app.engine.announce({ apiPort: port, token });
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

/**
 * What browsers keep (edits not saved, theme, sizes of panels) they keep by address, so
 * the same one is taken whenever it can be had. The token is new all the same: whoever
 * took the address in the meantime may have been told the old one.
 */
async function listenAgain(app: App, options: AppOptions & ListenOptions): Promise<Listening> {
  if (options.port !== 0) return await listen(app, options);
  const last = await keptPort(options.dataDir);
  const again = last && (await listen(app, { ...options, port: last }).catch(() => undefined));
  const listening = again || (await listen(app, options));
  await keepPort(options.dataDir, listening.port);
  return listening;
}
