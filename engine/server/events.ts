import { setImmediate } from 'node:timers/promises';
import type { EventDetail, EventEntry, RefusedEvents, SampleNews } from '#contract/api';
import { UserError } from '#contract/error';
import { parseFlow } from '#contract/flow';
import { type EventQuery, type EventRecord, type EventState, runOfEvent } from '#engine/journal';
import type { App } from './app.ts';

/** Characters of a body that are shown. */
const SHOWN = 100_000;
/** Bytes of the largest body that is searched. */
const SEARCHED = 64 * 1024;
/** Events looked through at a time. */
const PAGE = 100;
/** Milliseconds. */
const DAY = 86_400_000;

export interface EventListQuery {
  flow?: string | undefined;
  state?: readonly EventState[] | undefined;
  /** Text in them. */
  search?: string | undefined;
  before?: string | undefined;
  limit: number;
}

/** Events of the inbox, newest first. */
export async function listEvents(
  app: App,
  { flow, state, search, before, limit }: EventListQuery,
  signal?: AbortSignal,
): Promise<{ events: EventEntry[]; more: boolean }> {
  const places = hookPlaces(app);
  const hooks = [...places].filter(([, place]) => flow === undefined || place.flow === flow).map(([n]) => n);
  const query = {
    ...(flow === undefined ? {} : { hooks }),
    ...(state === undefined ? {} : { states: state }),
  };
  const found = await findEvents(app, { ...query, before, limit: limit + 1 }, search?.trim(), signal);
  return {
    events: found.slice(0, limit).map((event) => entryOf(event, places)),
    more: found.length > limit,
  };
}

/** Looks through events a few at a time: the engine has other things to do meanwhile. */
async function findEvents(
  app: App,
  query: EventQuery,
  search: string | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly EventRecord[]> {
  const { inbox } = app.engine.journal;
  if (!search) return inbox.list(query);
  const wanted = search.toLowerCase();
  const found: EventRecord[] = [];
  let { before } = query;
  while (found.length < query.limit && !signal?.aborted) {
    const page = inbox.list({ ...query, before, limit: PAGE });
    found.push(...page.filter((event) => textOf(app, event).toLowerCase().includes(wanted)));
    before = page.at(-1)?.id;
    if (page.length < PAGE) break;
    await setImmediate();
  }
  return found.slice(0, query.limit);
}

/** What of an event is searched. */
function textOf(app: App, event: EventRecord): string {
  const { id, method, url, remote, key, reason, headers, size } = event;
  const body = size > 0 && size <= SEARCHED ? app.engine.journal.inbox.body(id) : undefined;
  const about = [
    id,
    method,
    url,
    remote,
    key,
    reason,
    ...Object.entries(headers).map((pair) => pair.join(': ')),
  ];
  return [...about, body && Buffer.from(body).toString('utf8')].join('\n');
}

/** How many events of the last 24 hours started nothing, by flow. */
export function countRefused(app: App): RefusedEvents[] {
  const places = hookPlaces(app);
  const counts = new Map<string | undefined, RefusedEvents>();
  for (const { hook, quarantined, dead } of app.engine.journal.inbox.refused(Date.now() - DAY)) {
    const flow = places.get(hook)?.flow;
    const before = counts.get(flow) ?? { flow, quarantined: 0, dead: 0 };
    counts.set(flow, { flow, quarantined: before.quarantined + quarantined, dead: before.dead + dead });
  }
  return [...counts.values()];
}

/** Undefined where there is no such event. */
export function readEvent(app: App, id: string): EventDetail | undefined {
  const { inbox } = app.engine.journal;
  const event = inbox.find(id);
  if (!event) return undefined;
  const body = inbox.body(id);
  const text =
    body && Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, SHOWN)).toString('utf8');
  const cut = (body?.byteLength ?? 0) > SHOWN;
  return { ...entryOf(event, hookPlaces(app)), headers: event.headers, body: text, cut };
}

/**
 * Waits for calls of a webhook as it stands in the editor.
 *
 * @throws UserError `NO_WEBHOOK` where the node is none, or its parameters are not valid
 */
export function waitForSample(
  app: App,
  { path, text, node }: { path: string; text: string; node: string },
  signal: AbortSignal,
): Promise<AsyncGenerator<SampleNews, void, undefined>> {
  const { flow } = parseFlow(text);
  const placed = flow?.nodes[node];
  const definition = placed && app.catalogue.get(placed.type);
  const params = definition?.params.safeParse(placed?.params ?? {});
  if (!flow || !params?.success || placed?.type !== 'trigger.webhook') {
    throw new UserError(`The node "${node}" is no webhook that can be called.`, {
      code: 'NO_WEBHOOK',
      hint: 'Solve its problems first.',
    });
  }
  return app.workspace.resolve(path).then((absolute) => {
    const known = app.triggers.all().find((status) => status.path === absolute);
    const about = { flowId: flow.id, node, slot: placed.connection, params: params.data as never };
    return app.webhooks.sample({ flow: known?.id ?? `new ${absolute}`, ...about }, signal);
  });
}

interface HookPlace {
  flow: string | undefined;
  node: string;
}

/** Where the triggers behind addresses are, by the address's number. */
function hookPlaces(app: App): Map<number, HookPlace> {
  const paths = new Map(app.triggers.all().map(({ id, path }) => [id, app.files.relative(path)]));
  const hooks = app.engine.journal.inbox.hooks();
  return new Map(hooks.map(({ n, flow, node }) => [n, { flow: paths.get(flow), node }]));
}

function entryOf(event: EventRecord, places: ReadonlyMap<number, HookPlace>): EventEntry {
  const { id, hook, headers: _, ...rest } = event;
  const { flow, node = '' } = places.get(hook) ?? { flow: undefined };
  return { ...rest, event: id, flow, node, run: event.state === 'started' ? runOfEvent(id) : undefined };
}
