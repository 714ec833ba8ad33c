import type { Item } from '#contract/node';
import type { Engine, RunHandle } from '#engine/host';
import { type EventRecord, type HookRecord, runOfEvent } from '#engine/journal';
import { type CalledTrigger, matchPath } from './called-trigger.ts';
import { BadBody, itemOf } from './item.ts';

/** Runs at once that calls have started. One that waits for long does not count. */
const MOST_RUNS = 64;
/** Callers that may wait for room while their connection is open. */
const MOST_CALLERS = 1000;
/** Events that are read from the inbox at a time. */
const BATCH = 50;

/**
 * Starts the runs of events. An event whose caller does not wait stays in the inbox
 * until there is room; the inbox is the queue, so nothing in it is lost.
 */
export class EventStarter {
  readonly #engine: Engine;
  readonly #onError: (error: unknown) => void;
  readonly #active = new Map<number, CalledTrigger>();
  readonly #callers: (() => void)[] = [];
  /** Events that are being started by whoever brought them. */
  readonly #taken = new Set<string>();
  #running = 0;
  /** There may be events in the inbox that wait for their run. */
  #left = false;
  #pumping = false;

  constructor(engine: Engine, onError: (error: unknown) => void) {
    this.#engine = engine;
    this.#onError = onError;
  }

  triggerOf(hook: number): CalledTrigger | undefined {
    return this.#active.get(hook);
  }

  /** Whether one more caller would have to wait for too long. */
  get isFull(): boolean {
    return this.#callers.length >= MOST_CALLERS;
  }

  get hasRoom(): boolean {
    return this.#running < MOST_RUNS;
  }

  /** Starts the events of a trigger, first those that wait already, until the returned function is called. */
  open(trigger: CalledTrigger): () => void {
    this.#active.set(trigger.hook.n, trigger);
    this.#left = true;
    void this.#pump();
    return () => {
      if (this.#active.get(trigger.hook.n) === trigger) this.#active.delete(trigger.hook.n);
    };
  }

  /** Starts the run of an event; its start is in one commit with the event itself. */
  start(trigger: CalledTrigger, event: string, item: Item): RunHandle {
    const { compiled, text, path, trust } = trigger.flow;
    this.#taken.delete(event);
    const handle = this.#engine.startDelivered({
      id: runOfEvent(event),
      compiled,
      text,
      path,
      trust,
      trigger: trigger.node,
      items: [item],
      delivery: event,
      // What has no effects need not wait for the commit of its event: they come to be on disk together.
      now: trigger.onlyComputes,
    });
    if (handle.state.status === 'running') {
      this.#running++;
      const end = (): void => this.#ended();
      handle.result.then(end, end);
    }
    return handle;
  }

  /** Resolves when there is room for an event whose caller waits; undefined where there is. */
  room(event: string): Promise<void> | undefined {
    if (this.hasRoom) return undefined;
    this.#taken.add(event);
    return new Promise((resolve) => this.#callers.push(resolve));
  }

  /** There is an event in the inbox to be started once there is room. */
  leave(): void {
    this.#left = true;
    void this.#pump();
  }

  #ended(): void {
    this.#running--;
    this.#callers.shift()?.();
    if (this.#left) void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#left && this.hasRoom) {
        const waiting = this.#engine.journal.inbox.waiting([...this.#active.keys()], BATCH);
        const events = waiting.filter(({ id }) => !this.#taken.has(id));
        if (events.length === 0) {
          this.#left = false;
          break;
        }
        for (const event of events) {
          if (!this.hasRoom) break;
          await this.#startWaiting(event);
        }
        await new Promise(setImmediate);
      }
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#pumping = false;
    }
  }

  async #startWaiting(event: EventRecord): Promise<void> {
    const trigger = this.#active.get(event.hook);
    if (!trigger) return;
    const { inbox } = this.#engine.journal;
    this.#taken.add(event.id);
    try {
      const item = await itemOfEvent(this.#engine, event, trigger);
      if (item === undefined) inbox.bury(event.id, 'Its content is no longer kept.');
      else this.start(trigger, event.id, item);
    } catch (error) {
      if (!(error instanceof BadBody)) this.#onError(error);
      inbox.bury(event.id, error instanceof Error ? error.message : String(error));
    } finally {
      this.#taken.delete(event.id);
    }
  }
}

/** The item of an event in the inbox; undefined where its content is no longer kept. */
export async function itemOfEvent(
  { journal, files }: Engine,
  event: EventRecord,
  { settings, hook }: { settings: CalledTrigger['settings']; hook: Pick<HookRecord, 'id'> },
): Promise<Item | undefined> {
  const body = journal.inbox.body(event.id);
  if (!body) return undefined;
  return itemOf({ ...event, body }, paramsOf(event.url, settings.path, hook.id), files);
}

function paramsOf(url: string, pattern: readonly string[], hook: string): Record<string, string> {
  const [path = ''] = url.split('?', 1);
  const [first, ...parts] = path.split('/').filter(Boolean).map(decodeURIComponent);
  return matchPath(pattern, first === hook ? parts : []) ?? {};
}
