/** `npm run check`: fails when an import crosses a boundary of docs/architecture.md. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { checkBoundaries } from './boundaries/check-boundaries.ts';
import { layerNames } from './boundaries/rules.ts';

const root = dirname(import.meta.dirname);
const patterns = layerNames.map((layer) => `${layer}/**/*.{ts,tsx,mjs}`);
const paths = globSync(patterns, { cwd: root }).map((path) => path.split(sep).join('/'));
const problems = checkBoundaries(
  new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')])),
);

for (const problem of problems) console.error(problem);
console.error(`boundaries: ${paths.length} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
