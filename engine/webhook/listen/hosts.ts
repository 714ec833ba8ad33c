/** The names under which the listener may be called: its own, and those of tunnels and proxies before it. */
export class Hosts {
  readonly #own = new Set<string>();
  readonly #public = new Set<string>();

  /** @param port where the listener listens */
  listenOn(port: number): void {
    this.#own.clear();
    for (const name of ['127.0.0.1', 'localhost']) this.#own.add(`${name}:${port}`);
  }

  /** Lets calls to a public name in, such as `hooks.example.com`, until the returned function is called. */
  allow(host: string): () => void {
    const name = host.toLowerCase();
    this.#public.add(name);
    return () => this.#public.delete(name);
  }

  /** A page that reaches this machine by a name of its own (DNS rebinding) has another one. */
  has(host: string | undefined): boolean {
    return host !== undefined && (this.#own.has(host) || this.isPublic(host));
  }

  /** Whether a call came through a tunnel or proxy, which then says where it comes from. */
  isPublic(host: string | undefined): boolean {
    return this.#public.size > 0 && this.#public.has(host?.toLowerCase() ?? '');
  }
}
