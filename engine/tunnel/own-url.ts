import { UserError } from '#contract/error';
import type { Tunnel, TunnelNews, TunnelProvider } from './provider.ts';

/** A public address that the user has made lead to the listener's port. */
export class OwnUrlProvider implements TunnelProvider {
  readonly name = 'own';
  readonly abilities = { buffers: false, synchronous: true, stableUrl: true, rawBody: true };
  readonly #url: string;

  /** @throws UserError `BAD_URL` */
  constructor(url: string) {
    this.#url = publicUrl(url);
  }

  start(_port: number, report: (news: TunnelNews) => void): Tunnel {
    const open = (): void => report({ state: 'open', url: this.#url });
    open();
    return { wake: open, stop: async () => undefined };
  }
}

/** An address without a slash at its end. @throws UserError `BAD_URL` */
function publicUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '') {
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  }
  throw new UserError(`"${text}" is no public address.`, {
    code: 'BAD_URL',
    hint: 'Give one such as https://hooks.example.com, without anything behind its path.',
  });
}
