/**
 * Who may import whom: docs/architecture.md as data. A *unit* is a folder with a
 * door (its index.ts); a *layer* is a top folder, made of one or several units.
 */
interface Layer {
  /** Layers it may import besides itself. */
  layers: readonly string[];
  /** Its subfolders are units of their own. */
  split?: true;
  /** The only packages it may import; default any. */
  packages?: readonly string[];
  /** Must run in a browser: no `node:` modules. */
  anywhere?: true;
}

const EVERYTHING = ['contract', 'nodes', 'engine', 'test', 'scripts'];

const LAYERS: Readonly<Record<string, Layer>> = {
  contract: { layers: [], split: true, packages: ['zod', '@orpc/contract'], anywhere: true },
  nodes: { layers: ['contract'] },
  engine: { layers: ['contract', 'nodes'], split: true },
  renderer: { layers: ['contract'], anywhere: true },
  electron: { layers: ['contract'] },
  bin: { layers: ['engine'] },
  examples: { layers: [] },
  scripts: { layers: EVERYTHING },
  test: { layers: EVERYTHING },
};

/** What tests beside the code may use although the code may not. */
const TEST_PACKAGES = ['vitest', 'fast-check'];

/** The top folders that hold source code. */
export const layerNames = Object.keys(LAYERS);

/** The unit a file belongs to: `engine/run/decide.ts` is in `engine/run`, `nodes/data/map.ts` in `nodes`. */
export function unitOf(file: string): string {
  const [layer = '', folder, inside] = file.split('/');
  return LAYERS[layer]?.split && inside !== undefined ? `${layer}/${folder}` : layer;
}

/** The file behind a door such as `#engine/run`; undefined where there is no such door. */
export function doorOf(specifier: string): string | undefined {
  const [layer = '', ...folders] = specifier.slice(1).split('/');
  const expected = LAYERS[layer]?.split ? 1 : 0;
  return folders.length === expected ? [layer, ...folders, 'index.ts'].join('/') : undefined;
}

/** Why a file of one unit may not import a file of another one; undefined where it may. */
export function refuseUnit(from: string, to: string): string | undefined {
  const [layer, other] = [layerOf(from), layerOf(to)];
  const allowed = LAYERS[layer]?.layers ?? [];
  if (layer === other || allowed.includes(other)) return undefined;
  return `${layer} may not import ${other} (it may import ${list(allowed)})`;
}

/** Why a file may not import a package or a `node:` module; undefined where it may. */
export function refusePackage(file: string, specifier: string): string | undefined {
  const { packages, anywhere } = LAYERS[layerOf(file)] ?? { layers: [] };
  const isTest = file.endsWith('.test.ts');
  if (specifier.startsWith('node:')) {
    return anywhere && !isTest
      ? `${layerOf(file)} runs in browsers too and may not use ${specifier}`
      : undefined;
  }
  const name = packageName(specifier);
  if (isTest && TEST_PACKAGES.includes(name)) return undefined;
  if (!packages || packages.includes(name)) return undefined;
  return `${layerOf(file)} may not import the package ${name} (it may import ${list(packages)})`;
}

function layerOf(path: string): string {
  return path.split('/', 1)[0] ?? '';
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing else' : `only ${names.join(', ')}`;
}
