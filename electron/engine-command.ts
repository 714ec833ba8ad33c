import { join } from 'node:path';

/** Where this copy of Flowbench lies. */
export interface Installation {
  /** A packaged app, in contrast to a checkout. */
  packaged: boolean;
  /** The folder with package.json; inside a packaged app its archive. */
  root: string;
  /** Electron's resources folder. */
  resources: string;
  platform: string;
  arch: string;
}

/** How to start an engine. */
export interface EngineCommand {
  node: string;
  args: readonly string[];
  /** Where flows are looked for when no workspace is set. */
  folder: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** It goes when we do: however this process ends, that ends the pipe which is its input. */
const SERVE = ['serve', '--json', '--no-open', '--stop-with-stdin'];

/** What would let somebody else's Node options or Electron's own mode into the engine. */
const NOT_FOR_THE_ENGINE = /^(ELECTRON_|NODE_OPTIONS$|NODE_EXTRA_|NODE_CHANNEL_|npm_|INIT_CWD$)/;

/**
 * The command that serves the engine. No secret is in it: the engine makes its
 * token itself and says it on its standard output, which only its parent reads.
 */
export function engineCommand(
  installation: Installation,
  folders: { start: string; workspace: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): EngineCommand {
  const workspace = folders.workspace === undefined ? [] : ['--workspace', folders.workspace];
  return {
    node: nodeBinary(installation, exists),
    args: [join(sources(installation), 'bin', 'flowbench.mjs'), ...SERVE, ...workspace],
    folder: folders.start,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_FOR_THE_ENGINE.test(name))),
  };
}

/** The engine's files: a plain Node process cannot read Electron's archive, so they lie beside it. */
function sources({ packaged, root, resources }: Installation): string {
  return packaged ? join(resources, 'app.asar.unpacked') : root;
}

/** The Node binary that comes with Flowbench; where npm did not bring one, `node` on the PATH. */
function nodeBinary(installation: Installation, exists: (path: string) => boolean): string {
  const { packaged, resources, platform, arch, root } = installation;
  const binary = platform === 'win32' ? 'node.exe' : 'node';
  if (packaged) return join(resources, 'runtime', binary);
  const system = platform === 'win32' ? 'win' : platform;
  const candidates = [`node-${system}-${arch}`, `node-bin-${system}-${arch}`].map((name) =>
    join(root, 'node_modules', name, 'bin', binary),
  );
  return candidates.find(exists) ?? binary;
}
