/** A loop around a step, and which of its iterations the step is in. */
export interface IterationPart {
  /** Id of the container. */
  container: string;
  index: number;
}

/** One container in a step's key: its id, and the iteration. */
const PART = /([^/]+)\/each\[(\d+)\]/g;

/** The loops a step is in, outermost first: `orders/each[3]/post` is in iteration 3 of `orders`. */
export function iterationsOf(step: string): IterationPart[] {
  return Array.from(step.matchAll(PART), ([, container = '', index]) => ({
    container,
    index: Number(index),
  }));
}

/** The step of the same node in another iteration of one of its loops. */
export function inIteration(step: string, container: string, index: number): string {
  return step.replace(PART, (part, id) => (id === container ? `${id}/each[${index}]` : part));
}
