import { id } from './clock.ts';
import { copyJson } from './copy.ts';
import { current, now, today } from './current.ts';
import { GUEST_FILE, type Realm } from './realm.ts';
import { inputView, linkOf, nodeView } from './views.ts';

/** A guest function, run for the item under evaluation. */
export type Guest = () => unknown;

const NO_BINARY = Object.freeze({});

/** Makes guest functions. The vocabulary is passed as parameters: nothing of it is global. */
export interface GuestCompiler {
  expression(source: string, mutates: boolean): Guest;
  code(source: string, mode: 'list' | 'item'): Guest;
}

/** Prepares the vocabulary in a realm. */
export function guestCompiler(realm: Realm): GuestCompiler {
  const input = realm.harden(inputView);
  const node = realm.harden(nodeView);
  const makeId = realm.harden(() => id());
  const link = realm.harden(linkOf);
  const console = realm.harden(makeConsole());
  const vocabulary: Readonly<Record<string, () => unknown>> = {
    $$: () => realm.helpers,
    $json: () => current().item.json,
    $binary: () => current().item.binary ?? NO_BINARY,
    $itemIndex: () => current().first + current().position,
    $input: () => input,
    $: () => node,
    $now: now,
    $today: today,
    $vars: () => current().env.vars,
    $run: () => current().env.run,
    $flow: () => current().env.flow,
    $iteration: () => current().env.iteration,
    $id: () => makeId,
    $link: () => link,
    items: () => input.all(),
    item: () => current().item,
    console: () => console,
  };

  function bind(source: string, head: string, body: string, extra: readonly string[]): Guest {
    const isKnown = (name: string) => source.includes(name) && (name.startsWith('$') || extra.includes(name));
    const names = Object.keys(vocabulary).filter(isKnown);
    const getters = names.map((name) => vocabulary[name] as () => unknown);
    const fn = realm.evaluate(`(${head}(${names.join()})${body})\n//# sourceURL=${GUEST_FILE}`) as (
      ...args: unknown[]
    ) => unknown;
    const [a, b] = getters;
    if (getters.length === 1 && a !== undefined) return () => fn(a());
    if (getters.length === 2 && a !== undefined && b !== undefined) return () => fn(a(), b());
    return () => fn(...getters.map((get) => get()));
  }

  return {
    expression(source, mutates) {
      const run = bind(source, '', `=>(\n${source}\n)`, []);
      if (!mutates) return run;
      return () => {
        const call = current();
        const { item } = call;
        call.copies = true;
        call.item = copyJson(item);
        try {
          return run();
        } finally {
          call.copies = false;
          call.item = item;
        }
      };
    },
    code(source, mode) {
      // On one line with the code's first, so that line numbers are the author's. The inner
      // block lets code declare its own `const items`.
      return bind(
        source,
        'async function',
        `{{${source}\n}}`,
        mode === 'list' ? ['items', 'console'] : ['item', 'console'],
      );
    },
  };
}

function makeConsole() {
  const at =
    (level: string) =>
    (...values: unknown[]): void =>
      current().log(level, values.map(show).join(' '));
  return { log: at('info'), info: at('info'), debug: at('debug'), warn: at('warn'), error: at('error') };
}

const LONGEST_LOG = 10_000;

function show(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, LONGEST_LOG);
  if (value instanceof Error) return `${value.name}: ${value.message}`.slice(0, LONGEST_LOG);
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, LONGEST_LOG);
  } catch {
    return '[cannot be shown]';
  }
}
