import type { Engine, PastSteps } from '#engine/host';
import { lateAnswer, NOT_YET, RESULT } from './answers.ts';
import { type CalledTrigger, onlyComputes } from './called-trigger.ts';
import { EventStarter } from './event-starter.ts';
import { HookRoute, type SecretOf } from './hook-route.ts';
import { Listener, NOT_FOUND, type Reply, type Route, type WholeCall } from './listen/index.ts';
import { settingsOf, type WebhookParams } from './settings.ts';

export interface WebhooksOptions {
  /** 0 takes any free one. */
  port: number;
  /** Hears of bugs. */
  onError(error: unknown): void;
}

/** A trigger that is to take calls. */
export interface HookRequest {
  /** What the flow is known by as long as it exists, whatever its file is called. */
  flow: string;
  node: string;
  params: WebhookParams;
  pinned: CalledTrigger['flow'];
  secret: SecretOf;
}

/** Milliseconds between two looks for events that are no longer to be kept. */
const SWEEP_EVERY = 60 * 60_000;

/** Takes calls from outside into the inbox and starts their runs. */
export class Webhooks {
  readonly listener: Listener;
  readonly #engine: Engine;
  readonly #past: PastSteps;
  readonly #starter: EventStarter;
  readonly #onError: (error: unknown) => void;
  #port = 0;
  #sweeping: NodeJS.Timeout | undefined;

  private constructor(engine: Engine, past: PastSteps, options: WebhooksOptions) {
    this.#engine = engine;
    this.#past = past;
    this.#onError = options.onError;
    this.#starter = new EventStarter(engine, options.onError);
    this.listener = new Listener(options);
    this.listener.add(RESULT, this.#results());
  }

  /** @throws UserError `PORT_IN_USE` */
  static async open(engine: Engine, past: PastSteps, options: WebhooksOptions): Promise<Webhooks> {
    const webhooks = new Webhooks(engine, past, options);
    webhooks.#port = await webhooks.listener.listen(options.port);
    webhooks.#sweep();
    return webhooks;
  }

  get port(): number {
    return this.#port;
  }

  /** Where a trigger is called, on this machine; the path as the node has it, its `:parts` to be filled in. */
  urlOf(id: string, path: readonly string[]): string {
    return ['http:/', `127.0.0.1:${this.#port}`, id, ...path].join('/');
  }

  /**
   * Takes calls for a trigger until the returned function is called.
   *
   * @throws UserError where its settings cannot be used
   */
  open({ flow, node, params, pinned, secret }: HookRequest): { url: string; close(): void } {
    const hook = this.#engine.journal.inbox.hook(flow, node);
    const trigger: CalledTrigger = { hook, node, settings: settingsOf(params), flow: pinned, onlyComputes: onlyComputes(pinned) };
    const services = { engine: this.#engine, starter: this.#starter, past: this.#past };
    const closeRoute = this.listener.add(hook.id, new HookRoute(trigger, services, secret));
    const stopStarting = this.#starter.open(trigger);
    return {
      url: this.urlOf(hook.id, trigger.settings.path),
      close: () => {
        closeRoute();
        stopStarting();
      },
    };
  }

  async close(): Promise<void> {
    clearTimeout(this.#sweeping);
    await this.listener.close();
  }

  /** Answers that did not come in time, for those who know the event's id. */
  #results(): Route {
    return {
      maxBody: 0,
      refuse: ({ method, path }) => (method === 'GET' && path.length === 1 ? undefined : NOT_FOUND),
      handle: (call) => this.#result(call),
    };
  }

  async #result({ path }: WholeCall): Promise<Reply> {
    const { journal } = this.#engine;
    const event = journal.inbox.find(path[0] ?? '');
    const trigger = event && this.#starter.triggerOf(event.hook);
    if (!event || !trigger || trigger.settings.respond === 'received') return NOT_FOUND;
    return (await lateAnswer(event, trigger.settings.respond, journal, this.#past)) ?? NOT_YET;
  }

  #sweep(): void {
    try {
      const more = this.#engine.journal.inbox.sweep(Date.now());
      this.#sweeping = setTimeout(() => this.#sweep(), more ? 50 : SWEEP_EVERY).unref();
    } catch (error) {
      this.#onError(error);
    }
  }
}
