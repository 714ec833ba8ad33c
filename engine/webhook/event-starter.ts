import type { Item } from '#contract/node';
import type { Engine, RunHandle } from '#engine/host';
import { type EventRecord, type HookRecord, runOfEvent } from '#engine/journal';
import { type CalledTrigger, matchPath } from './called-trigger.ts';
import { formItem } from './form/form-item.ts';
import { BadBody, itemOf } from './item.ts';

/** Runs at once that calls have started. One that waits for long does not count. */
const MOST_RUNS = 64;
/** Callers that may wait for room while their connection is open. */
const MOST_CALLERS = 1000;
/** Events that are read from the inbox at a time. */
const BATCH = 50;

/** A caller that waits until its event may start. */
interface WaitingCaller {
  trigger: CalledTrigger;
  go(): void;
}

/**
 * Starts the runs of events. An event whose caller does not wait stays in the inbox
 * until there is room; the inbox is the queue, so nothing in it is lost.
 */
export class EventStarter {
  readonly #engine: Engine;
  readonly #onError: (error: unknown) => void;
  readonly #active = new Map<number, CalledTrigger>();
  readonly #callers: WaitingCaller[] = [];
  /** Events that are being started by whoever brought them. */
  readonly #taken = new Set<string>();
  #running = 0;
  /** The same of flows that have one run at a time, by path. */
  readonly #ofQueues = new Map<string, number>();
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

  /** Starts the events of a trigger, first those that wait already, until the returned function is called. */
  open(trigger: CalledTrigger): () => void {
    this.#active.set(trigger.hook.n, trigger);
    this.leave();
    return () => {
      if (this.#active.get(trigger.hook.n) === trigger) this.#active.delete(trigger.hook.n);
    };
  }

  /** Whether an event may start at once: there is room, and none before it waits for some. */
  isNext(trigger: CalledTrigger): boolean {
    return !this.#left && this.#hasRoom(trigger);
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
      this.#count(trigger, 1);
      const end = (): void => this.#ended(trigger);
      handle.result.then(end, end);
    }
    return handle;
  }

  /** Resolves when there is room for an event whose caller waits; undefined where there is. */
  room(trigger: CalledTrigger, event: string): Promise<void> | undefined {
    if (this.#hasRoom(trigger)) return undefined;
    this.#taken.add(event);
    return new Promise((go) => this.#callers.push({ trigger, go }));
  }

  /** There is an event in the inbox to be started once there is room. */
  leave(): void {
    this.#left = true;
    void this.#pump();
  }

  #hasRoom({ flow }: CalledTrigger): boolean {
    return this.#running < MOST_RUNS && (!isQueue(flow) || !this.#ofQueues.get(flow.path));
  }

  #count({ flow }: CalledTrigger, change: number): void {
    this.#running += change;
    if (!isQueue(flow)) return;
    const running = (this.#ofQueues.get(flow.path) ?? 0) + change;
    if (running > 0) this.#ofQueues.set(flow.path, running);
    else this.#ofQueues.delete(flow.path);
  }

  #ended(trigger: CalledTrigger): void {
    this.#count(trigger, -1);
    const next = this.#callers.findIndex((caller) => this.#hasRoom(caller.trigger));
    if (next >= 0) this.#callers.splice(next, 1)[0]?.go();
    else if (this.#left) void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#left) {
        const open = [...this.#active.values()].filter((trigger) => this.#hasRoom(trigger));
        if (open.length === 0 && this.#active.size > 0) break;
        const events = this.#waiting(open);
        // Those of flows that are full are left; the end of one of their runs looks again.
        this.#left = events.length > 0 || open.length < this.#active.size;
        if (events.length === 0) break;
        for (const event of events) await this.#startWaiting(event);
        await new Promise(setImmediate);
      }
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#pumping = false;
    }
  }

  /** The oldest events of triggers that wait and that nobody else starts. */
  #waiting(open: readonly CalledTrigger[]): EventRecord[] {
    const hooks = open.map(({ hook }) => hook.n);
    const events = this.#engine.journal.inbox.waiting(hooks, BATCH + this.#taken.size);
    return events.filter(({ id }) => !this.#taken.has(id));
  }

  async #startWaiting(event: EventRecord): Promise<void> {
    const trigger = this.#active.get(event.hook);
    if (!trigger || !this.#hasRoom(trigger)) return;
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

/** Whether the flow wants its runs one after the other. */
function isQueue({ compiled }: CalledTrigger['flow']): boolean {
  return compiled.flow.settings?.concurrency?.mode === 'queue';
}

/** The item of an event in the inbox; undefined where its content is no longer kept. */
export async function itemOfEvent(
  { journal, files }: Engine,
  event: EventRecord,
  { settings, hook }: { settings: CalledTrigger['settings']; hook: Pick<HookRecord, 'id'> },
): Promise<Item | undefined> {
  const body = journal.inbox.body(event.id);
  if (!body) return undefined;
  const item = await itemOf({ ...event, body }, paramsOf(event.url, settings.path, hook.id), files);
  return settings.form ? formItem(item, settings.form) : item;
}

function paramsOf(url: string, pattern: readonly string[], hook: string): Record<string, string> {
  const [path = ''] = url.split('?', 1);
  const [first, ...parts] = path.split('/').filter(Boolean).map(decodeURIComponent);
  return matchPath(pattern, first === hook ? parts : []) ?? {};
}
