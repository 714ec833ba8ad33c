import type { ErrorShape } from '#contract/error';

/** Failures that are alike: the same code, and a message that differs only in numbers and quoted values. */
export interface ErrorGroup {
  key: string;
  code: string;
  /** Of the first of them. */
  message: string;
  hint: string | undefined;
  node: string;
  count: number;
  /** Failed iterations by key of their container's step. */
  iterations: Map<string, number[]>;
  /** Some steps outside of iterations in which it happened. */
  steps: string[];
}

/** Kinds of failures told apart, and places remembered of each kind and loop. */
const MOST_GROUPS = 200;
const MOST_PLACES = 500;

/** Sorts failures by what was wrong. */
export class ErrorGroups {
  readonly #groups = new Map<string, ErrorGroup>();

  /** @param own whether the failure arose here: what a container passes on is not counted again */
  add(
    error: Pick<ErrorShape, 'code' | 'message' | 'hint'>,
    place: { node: string; step: string; owner: string | undefined; index: number; own: boolean },
  ): void {
    const group = this.#groupOf(error, place.node);
    if (!group) return;
    if (place.own) group.count++;
    if (place.owner === undefined) {
      if (place.own && group.steps.length < MOST_PLACES && group.steps.at(-1) !== place.step)
        group.steps.push(place.step);
      return;
    }
    const indices = group.iterations.get(place.owner);
    if (!indices) group.iterations.set(place.owner, [place.index]);
    else if (indices.length < MOST_PLACES && indices.at(-1) !== place.index) indices.push(place.index);
  }

  /** Every kind of failure, the most frequent first. */
  all(): readonly ErrorGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }

  #groupOf(error: Pick<ErrorShape, 'code' | 'message' | 'hint'>, node: string): ErrorGroup | undefined {
    const key = `${error.code} ${patternOf(error.message)}`;
    const known = this.#groups.get(key);
    if (known || this.#groups.size >= MOST_GROUPS) return known;
    const { code, message, hint } = error;
    const group: ErrorGroup = {
      key,
      code,
      message,
      hint,
      node,
      count: 0,
      iterations: new Map(),
      steps: [],
    };
    this.#groups.set(key, group);
    return group;
  }
}

/** A message without what differs from one item to the next. */
function patternOf(message: string): string {
  return message
    .slice(0, 400)
    .replace(/"[^"]*"|“[^”]*”|'[^']*'/g, '"…"')
    .replace(/[A-Za-z]*-?\d[\w.:-]*/g, '#');
}
