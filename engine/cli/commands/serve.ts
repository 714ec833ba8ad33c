import { cp, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '#contract/error';
import { userDataDir } from '#engine/places';
import { openInBrowser, type Served, serve as startServing } from '#engine/server';
import { catalogue } from '#nodes';
import { defineCommand, type Terminal } from '../command.ts';
import { findDataDir } from '../data-dir.ts';
import { EXIT } from '../exit-codes.ts';
import { writeJson } from '../output/write-json.ts';
import { root } from '../root.ts';

export const serve = defineCommand({
  name: 'serve',
  summary: 'Serves the app to a browser on this machine.',
  details:
    'The workspace is the folder you are in if it or a folder in it has flows, else a copy of the\n' +
    'examples. Runs that were not finished go on. The address has a token in it that allows\n' +
    'everything: do not share it. Ctrl+C stops; runs go on the next time.',
  arguments: [],
  options: {
    workspace: { type: 'string', value: 'DIR', help: 'the folder of the flows' },
    'data-dir': {
      type: 'string',
      value: 'DIR',
      help: 'where runs are journalled; default $FLOWBENCH_DATA_DIR, else your own data folder',
    },
    port: { type: 'string', value: 'N', help: 'the port; default any that is free' },
    'no-open': { type: 'boolean', help: 'does not open the browser' },
    trust: { type: 'boolean', help: 'lets every flow of the workspace run without asking' },
    json: { type: 'boolean', help: 'prints { url, token, apiPort, pid } and nothing else' },
  },
  examples: ['serve', 'serve --workspace ~/flows --no-open', 'serve --json --no-open --port 7100'],
  async run({ options }, terminal) {
    const port = parsePort(options.port);
    const dataDir = findDataDir(options['data-dir'], terminal.env) ?? userDataDir();
    const { workspace, examples } = await chooseWorkspace(options.workspace, dataDir);
    const served = await startServing({
      catalogue,
      workspace,
      dataDir,
      port,
      trust: options.trust ?? false,
      renderer: join(root, 'dist', 'renderer'),
      onError: (error) =>
        void terminal.err.write(`${error instanceof Error ? error.stack : String(error)}\n`),
    });
    try {
      const stopped = new Promise<void>((stop) => terminal.onStop(['SIGINT', 'SIGTERM', 'SIGHUP'], stop));
      if (examples) await trustExamples(served);
      await announce(served, terminal, options.json ?? false);
      if (!options['no-open']) await open(served, dataDir, terminal);
      await stopped;
    } finally {
      await served.close();
    }
    return EXIT.succeeded;
  },
});

function parsePort(text: string | undefined): number {
  const port = text === undefined ? 0 : Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UserError(`--port ${text} is not a port.`, {
    code: 'USAGE',
    hint: 'Give a number from 1 to 65535, or leave it out.',
  });
}

/** The folder of the flows; `examples` where they have just been copied for it. */
async function chooseWorkspace(
  given: string | undefined,
  dataDir: string,
): Promise<{ workspace: string; examples: boolean }> {
  if (given !== undefined) return { workspace: resolve(given), examples: false };
  if (await hasFlows(process.cwd())) return { workspace: process.cwd(), examples: false };
  const workspace = join(dataDir, 'examples');
  const there = await readdir(workspace).catch(() => []);
  if (there.length > 0) return { workspace, examples: false };
  await cp(join(root, 'examples'), workspace, {
    recursive: true,
    filter: (path) => !/[/\\]out$/.test(path),
  });
  return { workspace, examples: true };
}

/** Looks only one folder deep: the folder somebody happens to be in may be their whole disk. */
async function hasFlows(folder: string, depth = 1): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.isFile() && entry.name.endsWith('.flow.json'))) return true;
  if (depth === 0) return false;
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (await hasFlows(join(folder, entry.name), depth - 1)) return true;
  }
  return false;
}

/** Our own examples run without being asked about. */
async function trustExamples({ app }: Served): Promise<void> {
  for (const path of await app.workspace.list()) {
    const { text } = await app.workspace.read(path);
    await app.files.grant(path, text);
  }
}

async function announce(served: Served, { out }: Terminal, json: boolean): Promise<void> {
  const { url, token, apiPort } = served;
  if (json) await writeJson(out, { url, token, apiPort, pid: process.pid });
  else await out.write(`${addressOf(served)}\n`);
}

function addressOf({ url, token }: Served): string {
  return `${url}#token=${token}`;
}

async function open(served: Served, dataDir: string, { err }: Terminal): Promise<void> {
  const opened = await openInBrowser(addressOf(served), join(dataDir, 'open.html'));
  if (!opened) await err.write('No browser could be opened; open the address above yourself.\n');
}
