/** One node on the way to a step, with the iteration of it that the way goes on in. */
export interface PathPart {
  node: string;
  /** Undefined for the last one. */
  index: number | undefined;
}

/** Takes a step's key apart, outermost node first: `orders/each[3]/post` is `orders` [3], then `post`. */
export function pathOf(key: string): PathPart[] {
  const parts: PathPart[] = [];
  for (const segment of key.split('/')) {
    const [, index] = /^each\[(\d+)\]$/.exec(segment) ?? [];
    const container = parts.at(-1);
    if (index !== undefined && container) container.index = Number(index);
    else parts.push({ node: segment, index: undefined });
  }
  return parts;
}
