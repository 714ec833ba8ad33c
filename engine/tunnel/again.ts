const FIRST = 1_000;
const LONGEST = 60_000;

/** Does something again and again, with waits that grow while it fails. */
export class Again {
  readonly #act: () => void;
  #wait = FIRST;
  #timer: NodeJS.Timeout | undefined;

  constructor(act: () => void) {
    this.#act = act;
  }

  /** It failed: once more after a while. */
  later(): void {
    clearTimeout(this.#timer);
    // Many machines wake at the same hour: not all of them in the same second.
    this.#timer = setTimeout(() => this.now(), this.#wait * (0.75 + Math.random() / 2)).unref();
    this.#wait = Math.min(LONGEST, this.#wait * 2);
  }

  /** At once, whoever waits. */
  now(): void {
    this.stop();
    this.#act();
  }

  /** It worked: the next wait is a short one. */
  worked(): void {
    this.#wait = FIRST;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
