import { posix } from 'node:path';
import { findCycles } from './find-cycles.ts';
import { readImports } from './read-imports.ts';
import { doorOf, isTest, refuseLayer, refusePackage, refuseWay, unitOf } from './rules.ts';

/** Source texts by path from the repository's root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/**
 * Checks that imports go only where the architecture allows: layers in one
 * direction, other folders only through their door, no cycles.
 * Returns one sentence for each violation, as `file:line: …`.
 */
export function checkBoundaries(sources: Sources): string[] {
  const problems: string[] = [];
  const files = new Map<string, Set<string>>();
  const units = new Map<string, Set<string>>();

  for (const [file, source] of sources) {
    for (const { specifier, line, typeOnly } of readImports(file, source)) {
      const report = (problem: string | undefined) => {
        if (problem) problems.push(`${file}:${line}: ${problem}`);
      };
      const target = targetOf(file, specifier);
      if (target === undefined) {
        report(refusePackage(file, specifier));
        continue;
      }
      report(refuseLayer(file, target) ?? refuseWay(file, specifier, target));
      if (isTest(file)) continue;
      const [from, to] = [unitOf(file), unitOf(target)];
      if (from !== to) connect(units, from, to);
      if (!typeOnly) connect(files, file, target);
    }
  }
  const cycles = [...findCycles(units), ...findCycles(files)];
  return [...problems, ...cycles.map((cycle) => `import cycle: ${cycle.join(' → ')}`)];
}

/** The file an import leads to; undefined for packages. */
function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  if (specifier.startsWith('#')) return doorOf(specifier) ?? specifier.slice(1);
  return undefined;
}

function connect(graph: Map<string, Set<string>>, from: string, to: string): void {
  const targets = graph.get(from) ?? new Set();
  graph.set(from, targets.add(to));
}
