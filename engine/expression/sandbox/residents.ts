import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Item } from '#contract/node';
import type { ExpressionEnv } from '../env.ts';
import { runView } from '../fast/roots.ts';
import { type EnvData, PART_CHARACTERS, type Request } from './protocol.ts';
import type { SandboxProgram } from './sandbox.ts';

interface Resident {
  id: number;
  /** Items of a list, 1 for anything else. */
  size: number;
}

const MOST_RESIDENTS = 200;
const MOST_ITEMS = 50_000;
const ITEMS_PER_FRAME = 1_000;

/**
 * What one sandbox process already has, by identity of the engine's objects: a
 * step's surroundings, programs and lists are sent once, not with every call.
 */
export class Residents {
  private readonly known = new Map<object, Resident>();
  private items = 0;
  private lastId = 0;
  private readonly write: (text: string) => Promise<void>;

  /** `write` sends a frame and resolves when more may be sent. */
  constructor(write: (text: string) => Promise<void>) {
    this.write = write;
  }

  async env(env: ExpressionEnv): Promise<number> {
    const found = this.known.get(env);
    if (found !== undefined) return found.id;
    const { flow, vars, now, timezone, seed, iteration, links } = env;
    const value: EnvData = { run: runView(env), flow, vars, now, timezone, seed, iteration, links };
    return this.put(env, { do: 'put', id: this.remember(env, 1), kind: 'env', value });
  }

  async program(program: SandboxProgram): Promise<number> {
    const found = this.known.get(program);
    if (found !== undefined) return found.id;
    const value = { expressions: program.expressions };
    return this.put(program, { do: 'put', id: this.remember(program, 1), kind: 'program', value });
  }

  /** A list that guests may read. */
  async list(list: readonly Item[]): Promise<number> {
    const found = this.known.get(list);
    // A list that has grown since is another list.
    if (found !== undefined && found.size === list.length) return found.id;
    const id = this.remember(list, list.length);
    await this.sendList(id, list, false);
    return id;
  }

  /** A list that belongs to one call, which may change it. `drop` it afterwards. */
  async ownList(list: readonly Item[]): Promise<number> {
    this.lastId += 1;
    const id = this.lastId;
    await this.sendList(id, list, true);
    return id;
  }

  drop(ids: number[]): void {
    if (ids.length > 0) void this.write(JSON.stringify({ do: 'drop', ids } satisfies Request));
  }

  /** Forgets the oldest when there is much; to be called while nothing is under way. */
  sweep(): void {
    const ids: number[] = [];
    for (const [object, { id, size }] of this.known) {
      if (this.known.size <= MOST_RESIDENTS && this.items <= MOST_ITEMS) break;
      this.known.delete(object);
      this.items -= size;
      ids.push(id);
    }
    this.drop(ids);
  }

  private remember(object: object, size: number): number {
    this.lastId += 1;
    this.items += size - (this.known.get(object)?.size ?? 0);
    this.known.set(object, { id: this.lastId, size });
    return this.lastId;
  }

  private async put(object: object, request: Extract<Request, { do: 'put' }>): Promise<number> {
    try {
      await this.write(JSON.stringify(request));
    } catch (error) {
      this.known.delete(object);
      throw error;
    }
    return request.id;
  }

  /** Sends a list in frames that are cheap to make, giving the event loop a turn between them. */
  private async sendList(id: number, list: readonly Item[], own: boolean): Promise<void> {
    await this.write(JSON.stringify({ do: 'put', id, kind: 'list', value: [], own } satisfies Request));
    for (let at = 0; at < list.length; ) {
      const { json, end } = itemsJson(list, at, list.length);
      await this.write(`{"do":"add","id":${id},"value":${json}}`);
      at = end;
      await nextTurn();
    }
  }
}

/** The JSON list of the items from `start`, ended early before it becomes costly to make. */
export function itemsJson(
  items: readonly Item[],
  start: number,
  stop: number,
  most = ITEMS_PER_FRAME,
): { json: string; end: number } {
  const texts: string[] = [];
  let characters = 0;
  let end = start;
  while (end < stop && texts.length < most && characters < PART_CHARACTERS) {
    const text = JSON.stringify(items[end]);
    texts.push(text);
    characters += text.length;
    end += 1;
  }
  return { json: `[${texts.join()}]`, end };
}
