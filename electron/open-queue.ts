import type { OpenRequest } from '#contract/desktop';

/** More than anybody opens by hand; a page that floods the app with links stops here. */
const LONGEST = 50;

/** What is to be opened, kept until the window's page takes it: it may have to be made first. */
export class OpenQueue {
  readonly #onAdded: () => void;
  #waiting: OpenRequest[] = [];

  constructor(onAdded: () => void) {
    this.#onAdded = onAdded;
  }

  add(request: OpenRequest): void {
    if (this.#waiting.length >= LONGEST) return;
    this.#waiting.push(request);
    this.#onAdded();
  }

  /** Everything that waits, in order; it waits no more. */
  take(): OpenRequest[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}
