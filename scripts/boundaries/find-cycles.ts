/** A directed graph: for each name, the names it points to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** One cycle for each back edge of a depth-first walk, as `[a, b, a]`; empty when there is none. */
export function findCycles(graph: Graph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];

  function walk(name: string): void {
    const seenAt = path.indexOf(name);
    if (seenAt >= 0) cycles.push([...path.slice(seenAt), name]);
    if (seenAt >= 0 || done.has(name)) return;
    path.push(name);
    for (const next of graph.get(name) ?? []) walk(next);
    path.pop();
    done.add(name);
  }

  for (const name of graph.keys()) walk(name);
  return cycles;
}
