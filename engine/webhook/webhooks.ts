import { UserError } from '#contract/error';
import { type CallParams, curlLine, type Watch } from '#contract/node';
import { type Engine, type PastSteps, WAIT } from '#engine/host';
import type { PinnedFlow, TakeCalls } from '#engine/triggers';
import { lateAnswer, NOT_YET, RESULT } from './answers.ts';
import { type CalledTrigger, onlyComputes } from './called-trigger.ts';
import { EventStarter } from './event-starter.ts';
import { FormRoute } from './form/form-route.ts';
import { HookRoute, type SecretOf } from './hook-route.ts';
import { Listener, NOT_FOUND, type Reply, type Route, type WholeCall } from './listen/index.ts';
import { type SampleNews, SampleRoute } from './sample-route.ts';
import { settingsOf } from './settings.ts';
import type { SecretValues } from './verify/index.ts';
import { WaitRoute } from './wait/index.ts';

/**
 * The values of the credential that fills a connection slot of a flow.
 *
 * @param flow id in the flow document
 * @throws UserError where nothing fills it, or it cannot be read now
 */
export type SecretFor = (flow: string, slot: string) => Promise<SecretValues>;

export interface WebhooksOptions {
  /** 0 takes any free one. */
  port: number;
  secretFor: SecretFor;
  /** Hears of bugs. */
  onError(error: unknown): void;
}

/** A webhook as it stands in the editor. */
export interface SampleRequest {
  /** See `Inbox.hook`. */
  flow: string;
  /** Id in the flow document. */
  flowId: string;
  node: string;
  slot: string | undefined;
  params: CallParams;
}

/** Milliseconds between two looks for events that are no longer to be kept. */
const SWEEP_EVERY = 60 * 60_000;

/** Takes calls from outside into the inbox and starts their runs. */
export class Webhooks {
  readonly listener: Listener;
  readonly #engine: Engine;
  readonly #past: PastSteps;
  readonly #starter: EventStarter;
  readonly #options: WebhooksOptions;
  #port = 0;
  #publicUrl: string | undefined;
  /** Tell of each trigger where it is called. */
  readonly #tellUrls = new Set<() => void>();
  #sweeping: NodeJS.Timeout | undefined;

  private constructor(engine: Engine, past: PastSteps, options: WebhooksOptions) {
    this.#engine = engine;
    this.#past = past;
    this.#options = options;
    this.#starter = new EventStarter(engine, options.onError);
    this.listener = new Listener(options);
    this.listener.add(RESULT, this.#results());
    this.listener.add(WAIT, new WaitRoute(engine));
  }

  /** @throws UserError `PORT_IN_USE` */
  static async open(engine: Engine, past: PastSteps, options: WebhooksOptions): Promise<Webhooks> {
    const webhooks = new Webhooks(engine, past, options);
    webhooks.#port = await webhooks.listener.listen(options.port);
    engine.links.leadTo(webhooks.#base);
    webhooks.#sweep();
    return webhooks;
  }

  get port(): number {
    return this.#port;
  }

  get #base(): string {
    return this.#publicUrl ?? `http://127.0.0.1:${this.#port}`;
  }

  /** Where a trigger is called; the path as the node has it, its `:parts` to be filled in. */
  urlOf(id: string, path: readonly string[]): string {
    return [this.#base, id, ...path].join('/');
  }

  /** Calls to an address arrive here; undefined: only those of this machine do. */
  publish(url: string | undefined): void {
    if (url === this.#publicUrl) return;
    this.#publicUrl = url;
    this.#engine.links.leadTo(this.#base);
    for (const tell of this.#tellUrls) tell();
  }

  /** Takes calls for a trigger of an active flow; see `ArmContext.takeCalls`. */
  readonly takeCalls: TakeCalls = (flow, node, params, { signal, report }): Watch => {
    const { trigger, route } = this.#routeOf(flow, node, params);
    return async () => {
      const closeRoute = this.listener.add(trigger.hook.id, route);
      const stopStarting = this.#starter.open(trigger);
      const tell = (): void => {
        const url = this.urlOf(trigger.hook.id, trigger.settings.path);
        report({ state: 'listening', url, method: params.method });
      };
      this.#tellUrls.add(tell);
      tell();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      this.#tellUrls.delete(tell);
      closeRoute();
      stopStarting();
    };
  };

  /**
   * Listens at a trigger's test address until the signal aborts. What is called there starts
   * nothing and is not kept.
   */
  async *sample(request: SampleRequest, signal: AbortSignal): AsyncGenerator<SampleNews, void, undefined> {
    const { inbox } = this.#engine.journal;
    const { testId } = inbox.hook(request.flow, request.node);
    const settings = settingsOf(request.params);
    const secret: SecretOf = () => this.#options.secretFor(request.flowId, request.slot ?? '');
    const route = new SampleRoute(settings, this.#engine.files, secret);
    const close = this.listener.add(testId, route);
    try {
      await this.#engine.journal.flush();
      const url = this.urlOf(testId, settings.path);
      const [method] = settings.methods ?? [];
      const [contentType] = settings.contentTypes ?? [];
      yield { step: 'waiting', url, curl: curlLine(url, { method, contentType }) };
      yield* route.calls(signal);
    } finally {
      close();
    }
  }

  /**
   * Takes an event in once more and starts a run for it.
   *
   * @returns the new event's id
   * @throws UserError `CANNOT_REPLAY`
   */
  async replay(id: string): Promise<string> {
    const { inbox } = this.#engine.journal;
    const event = inbox.find(id);
    if (!event || !this.#starter.triggerOf(event.hook)) {
      throw cannotReplay('its flow is not active', 'Activate the flow first.');
    }
    const again = inbox.again(id);
    if (again === undefined) throw cannotReplay('its content is no longer kept', 'Let it be sent again.');
    await this.#engine.journal.flush();
    this.#starter.leave();
    return again;
  }

  async close(): Promise<void> {
    clearTimeout(this.#sweeping);
    await this.listener.close();
  }

  #routeOf(flow: PinnedFlow, node: string, params: CallParams): { trigger: CalledTrigger; route: Route } {
    const settings = settingsOf(params);
    const { activation, compiled, text } = flow;
    const pinned = { compiled, text, path: activation.path, trust: activation.trust };
    const trigger: CalledTrigger = {
      hook: this.#engine.journal.inbox.hook(activation.id, node),
      node,
      settings,
      flow: pinned,
      onlyComputes: onlyComputes(pinned),
    };
    const slot = compiled.nodes.get(node)?.node.connection;
    if (slot === undefined && (settings.auth !== undefined || settings.signature !== undefined)) {
      throw new UserError(
        `The trigger "${node}" checks its callers, but has no connection with the secret.`,
        {
          code: 'NO_CONNECTION',
          hint: 'Give the node a connection.',
        },
      );
    }
    const secret: SecretOf = () => this.#options.secretFor(compiled.flow.id, slot ?? '');
    const services = { engine: this.#engine, starter: this.#starter, past: this.#past };
    const route = new HookRoute(trigger, services, secret);
    const { form } = settings;
    return { trigger, route: form ? new FormRoute(form, route) : route };
  }

  /** Answers that did not come in time, for those who know the event's id. */
  #results(): Route {
    return {
      relaying: 'through',
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
      this.#options.onError(error);
    }
  }
}

function cannotReplay(why: string, hint: string): UserError {
  return new UserError(`The event cannot be replayed: ${why}.`, { code: 'CANNOT_REPLAY', hint });
}
