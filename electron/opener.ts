import { parseDeepLink } from './deep-link.ts';
import type { AppApi } from './electron-api.ts';
import { openablesIn, readFlowFile } from './open-file.ts';
import type { OpenQueue } from './open-queue.ts';

/** Puts into the queue what the system asks to open: by command line, double click or link. */
export class Opener {
  readonly #queue: OpenQueue;

  constructor(queue: OpenQueue) {
    this.#queue = queue;
  }

  /** What a command line names; its relative paths count from `folder`. */
  openAll(argv: readonly string[], folder: string): void {
    const { files, links } = openablesIn(argv, folder);
    for (const file of files) void this.#openFile(file);
    for (const link of links) this.#openLink(link);
  }

  /** What macOS asks for while the app runs and before it is ready; `onLink` brings the window, whatever the link. */
  listen(app: AppApi, onLink: () => void): void {
    app.on('open-file', (event, path) => {
      event.preventDefault();
      void this.#openFile(path);
    });
    app.on('open-url', (event, link) => {
      event.preventDefault();
      this.#openLink(link);
      onLink();
    });
  }

  async #openFile(path: string): Promise<void> {
    this.#queue.add(await readFlowFile(path));
  }

  #openLink(link: string): void {
    const request = parseDeepLink(link);
    if (request) this.#queue.add(request);
  }
}
