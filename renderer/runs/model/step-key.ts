/** Where a step stands, from its key: `orders/each[3]/post`. */
export interface StepKey {
  node: string;
  /** Key of the container step it is inside of; undefined outside of all containers. */
  owner: string | undefined;
  /** The container's iteration, from 0; -1 outside of all containers. */
  index: number;
}

const EACH = '/each[';

/** Takes a step's key apart. */
export function splitKey(key: string): StepKey {
  const slash = key.lastIndexOf('/');
  if (slash < 0) return { node: key, owner: undefined, index: -1 };
  const each = key.lastIndexOf(EACH, slash - 1);
  return {
    node: key.slice(slash + 1),
    owner: key.slice(0, each),
    index: Number(key.slice(each + EACH.length, slash - 1)),
  };
}

/** Key of a step inside of a container's iteration. */
export function keyInside(owner: string, index: number, node: string): string {
  return `${owner}${EACH}${index}]/${node}`;
}

/** The iterations around a step, outermost first: `[12][3]`; empty outside of containers. */
export function indicesOf(key: string): readonly number[] {
  return Array.from(key.matchAll(/\/each\[(\d+)\]/g), (match) => Number(match[1]));
}
