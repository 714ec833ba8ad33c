/** A loop around a step, and which of its iterations the step is in. */
export interface IterationPart {
  /** Id of the container. */
  container: string;
  index: number;
}

/** The loops a step is in, outermost first: `orders/each[3]/post` is in iteration 3 of `each`. */
export function iterationsOf(step: string): IterationPart[] {
  return step
    .split('/')
    .slice(0, -1)
    .flatMap((part) => {
      const found = /^(.+)\[(\d+)\]$/.exec(part);
      return found ? [{ container: found[1] ?? '', index: Number(found[2]) }] : [];
    });
}

/** The step of the same node in another iteration of one of its loops. */
export function inIteration(step: string, container: string, index: number): string {
  return step
    .split('/')
    .map((part) => (part.startsWith(`${container}[`) ? `${container}[${index}]` : part))
    .join('/');
}
