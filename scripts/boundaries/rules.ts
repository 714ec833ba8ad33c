/**
 * Who may import whom: docs/architecture.md as data. A *unit* is a folder with a
 * door (its index.ts); a *layer* is a top folder, made of one or several units.
 */
interface Layer {
  /** Layers it may import besides itself. */
  layers: readonly string[];
  /** Its subfolders are units of their own. */
  split?: true;
  /** Has a door of its own besides those of its subfolders. */
  door?: true;
  /** The only packages it may import; default any. */
  packages?: readonly string[];
  /** Must run in a browser: no `node:` modules. */
  anywhere?: true;
}

const EVERYTHING = ['contract', 'nodes', 'engine', 'renderer', 'test', 'scripts'];

const LAYERS: Readonly<Record<string, Layer>> = {
  contract: { layers: [], split: true, packages: ['zod', '@orpc/contract'], anywhere: true },
  nodes: { layers: ['contract'], split: true, door: true },
  engine: { layers: ['contract', 'nodes'], split: true },
  renderer: { layers: ['contract'], split: true, anywhere: true },
  electron: { layers: ['contract'] },
  bin: { layers: ['engine'] },
  examples: { layers: [] },
  scripts: { layers: EVERYTHING },
  test: { layers: EVERYTHING, split: true },
};

/** What tests beside the code may use although the code may not; besides these, the helpers in test/. */
const TEST_PACKAGES = ['vitest', 'fast-check'];

/** The top folders that hold source code. */
export const layerNames = Object.keys(LAYERS);

/** Tests may lean on anything; nobody leans on tests. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file);
}

/** The unit a file belongs to: `engine/run/decide.ts` is in `engine/run`, `scripts/docs.ts` in `scripts`. */
export function unitOf(file: string): string {
  const [layer = '', folder, inside] = file.split('/');
  return LAYERS[layer]?.split && inside !== undefined ? `${layer}/${folder}` : layer;
}

/** The file behind a door such as `#engine/run`; undefined where there is no such door. */
export function doorOf(specifier: string): string | undefined {
  const [name = '', ...folders] = specifier.slice(1).split('/');
  const layer = LAYERS[name];
  const exists = folders.length === 0 ? !layer?.split || layer.door : layer?.split && folders.length === 1;
  return exists ? [name, ...folders, 'index.ts'].join('/') : undefined;
}

/** Why a file may not import what another layer has; undefined where it may. */
export function refuseLayer(file: string, target: string): string | undefined {
  const [layer, other] = [layerOf(file), layerOf(target)];
  const allowed = LAYERS[layer]?.layers ?? [];
  if (layer === other || allowed.includes(other) || (isTest(file) && other === 'test')) return undefined;
  return `${layer} may not import ${other} (it may import ${list(allowed)})`;
}

/**
 * Why a target may not be imported this way: other folders are entered by their
 * door, from another layer by its name (`#nodes`).
 */
export function refuseWay(file: string, specifier: string, target: string): string | undefined {
  const [from, to] = [unitOf(file), unitOf(target)];
  const byName = specifier.startsWith('#');
  if (byName && doorOf(specifier) === undefined) return `there is no door ${specifier}`;
  if (byName && from === to) return `inside ${from}, import by relative path instead of ${specifier}`;
  const throughDoor = byName || (layerOf(file) === layerOf(target) && target === `${to}/index.ts`);
  return from === to || throughDoor ? undefined : `import ${to} through its door #${to}, not ${specifier}`;
}

/** Why a file may not import a package or a `node:` module; undefined where it may. */
export function refusePackage(file: string, specifier: string): string | undefined {
  const { packages, anywhere } = LAYERS[layerOf(file)] ?? { layers: [] };
  if (specifier.startsWith('node:')) {
    return anywhere && !isTest(file)
      ? `${layerOf(file)} runs in browsers too and may not use ${specifier}`
      : undefined;
  }
  const name = packageName(specifier);
  if (isTest(file) && TEST_PACKAGES.includes(name)) return undefined;
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
