import type { ItemData, ListData, Need, ThrownRef } from '../protocol.ts';
import { copyJson } from './copy.ts';
import { current } from './current.ts';

/** Stands for an error of the engine while it passes through guest code. */
export class EngineRefusal extends Error {
  readonly thrown: number;
  constructor(thrown: number) {
    super('The data is not available');
    this.thrown = thrown;
  }
}

/** Stops an evaluation that lacks data; noted in the call too, in case the guest catches it. */
function needMore(need: Need): never {
  current().needs.push(need);
  throw new Error(`not sent: ${need.list} ${need.use}`);
}

function handOut<T>(value: T, isOwn = false): T {
  return current().copies && !isOwn ? copyJson(value) : value;
}

function unlessRefused(value: ItemData | ThrownRef | undefined): ItemData | undefined {
  if (value !== undefined && 'thrown' in value) throw new EngineRefusal(value.thrown);
  return value;
}

/** `all()`, `first()` and `last()` of a list that may not have been sent yet. */
function listView(name: string, data: () => ListData | undefined) {
  const whole = () => {
    const id = data()?.all;
    const list = id === undefined ? undefined : current().lists.get(id);
    return list;
  };
  const isOwn = () => name === '' && current().ownsInput;
  const end = (at: 0 | -1) =>
    handOut(whole()?.at(at) ?? (data()?.ends ?? needMore({ list: name, use: 'ends' })).at(at), isOwn());
  return {
    // A list of their own, so that sorting it in place works and stays unseen.
    all: () => [...handOut(whole() ?? needMore({ list: name, use: 'all' }), isOwn())],
    first: () => end(0),
    last: () => end(-1),
  };
}

/** `$input`. One frozen object for all calls; it reads the call under way. */
export const inputView = {
  ...listView('', () => current().input),
  get item(): ItemData {
    return current().item;
  },
};

/** `$link('node')`. */
export function linkOf(rawName: unknown): string {
  const name = String(rawName);
  const { links } = current().env;
  const link = Object.hasOwn(links, name) ? links[name] : undefined;
  if (link !== undefined) return link;
  throw new Error(
    `$link('${name.slice(0, 100)}'): there is no Wait for node of this name that this one can see, or the run is where nothing listens for calls`,
  );
}

/** `$('node')`. */
export function nodeView(rawName: unknown) {
  const name = String(rawName);
  const find = () => {
    const { nodes } = current();
    if (!Object.hasOwn(nodes, name)) needMore({ list: name, use: 'node' });
    const node = nodes[name];
    if (node === undefined || 'thrown' in node) throw new EngineRefusal(node?.thrown ?? 0);
    return node;
  };
  const findRan = () => {
    const node = find();
    if (!node.ran) throw new EngineRefusal(node.notRan ?? 0);
    return node;
  };
  find();
  return {
    ...listView(name, findRan),
    get item(): ItemData | undefined {
      const { paired } = findRan();
      if (paired === undefined) return needMore({ list: name, use: 'paired' });
      return handOut(unlessRefused(paired[current().position]));
    },
    get ran(): boolean {
      return find().ran;
    },
  };
}
