import { FlowError } from '#contract/error';
import type { FileStore, Item } from '#contract/node';
import { matchPath } from './called-trigger.ts';
import { shakeHands } from './handshake.ts';
import type { SecretOf } from './hook-route.ts';
import { itemOf } from './item.ts';
import {
  type CallHead,
  jsonReply,
  NOT_FOUND,
  type Reply,
  type Route,
  refusal,
  type WholeCall,
} from './listen/index.ts';
import { keptHeaders } from './received.ts';
import type { WebhookSettings } from './settings.ts';
import { proofsOf } from './verify/index.ts';

/** How waiting for a sample goes on; see the API. */
export type SampleNews =
  | { step: 'waiting'; url: string; curl: string }
  | { step: 'call'; item: Item['json'] }
  | { step: 'refused'; message: string };

/** Calls that wait to be looked at: whoever looks at a sample needs few. */
const MOST = 20;

/** The test address of a trigger: shows what is called to whoever waits for it. */
export class SampleRoute implements Route {
  readonly relaying = 'through';
  readonly #settings: WebhookSettings;
  readonly #files: FileStore;
  readonly #secret: SecretOf;
  readonly #masked: ReadonlySet<string>;
  readonly #news: SampleNews[] = [];
  #wake: () => void = () => undefined;

  constructor(settings: WebhookSettings, files: FileStore, secret: SecretOf) {
    this.#settings = settings;
    this.#files = files;
    this.#secret = secret;
    this.#masked = new Set(proofsOf(settings).flatMap(({ secretHeaders }) => secretHeaders));
  }

  get maxBody(): number {
    return this.#settings.maxBody;
  }

  refuse({ path }: CallHead): Reply | undefined {
    return matchPath(this.#settings.path, path) ? undefined : NOT_FOUND;
  }

  async handle(call: WholeCall): Promise<Reply> {
    try {
      const shaken = await shakeHands(this.#settings.handshake, call, this.#secret);
      if (shaken) return shaken;
      const received = { ...call, headers: keptHeaders(call.headers, this.#masked) };
      const { json } = await itemOf(received, matchPath(this.#settings.path, call.path) ?? {}, this.#files);
      this.#tell({ step: 'call', item: json });
      return jsonReply(200, { sample: true });
    } catch (error) {
      if (!(error instanceof FlowError)) throw error;
      this.#tell({ step: 'refused', message: error.message });
      return refusal(400, error.code, error.message);
    }
  }

  /** What comes, until the signal aborts. */
  async *calls(signal: AbortSignal): AsyncGenerator<SampleNews, void, undefined> {
    const stop = (): void => this.#wake();
    signal.addEventListener('abort', stop, { once: true });
    while (!signal.aborted) {
      const next = this.#news.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #tell(news: SampleNews): void {
    if (this.#news.push(news) > MOST) this.#news.shift();
    this.#wake();
  }
}
