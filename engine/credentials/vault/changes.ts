/** Tells whoever listens that something has changed; several changes in a row are told once. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** The times of changes from now on, until the signal. */
  async *watch(signal: AbortSignal): AsyncGenerator<{ at: number }, void, undefined> {
    let changed = false;
    let wake = (): void => undefined;
    const listener = (): void => {
      changed = true;
      wake();
    };
    this.#listeners.add(listener);
    signal.addEventListener('abort', listener, { once: true });
    try {
      while (!signal.aborted) {
        if (!changed) await new Promise<void>((resolve) => (wake = resolve));
        if (signal.aborted) return;
        changed = false;
        yield { at: Date.now() };
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', listener);
    }
  }
}
