import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '#contract/error';
import { userDataDir } from '#engine/places';
import type { Served } from '#engine/server';
import { catalogue } from '#nodes';
import { defineCommand, type Terminal } from '../command.ts';
import { findDataDir } from '../data-dir.ts';
import { buildWindow } from '../desktop/build-window.ts';
import { chooseWorkspace } from '../desktop/choose-workspace.ts';
import { EXIT } from '../exit-codes.ts';
import { writeJson } from '../output/write-json.ts';
import { root } from '../root.ts';
import { passphraseFileOption } from '../vault/read-secret.ts';
import { type CredentialKeys, vaultKeys } from '../vault/vault-keys.ts';

/** Milliseconds that steps at work have to end when it is stopped. */
const STOP_PATIENCE = 8000;

export const serve = defineCommand({
  name: 'serve',
  summary: 'Serves the app to a browser on this machine.',
  details:
    'The workspace is the folder you are in if it or a folder in it has flows, else the one given\n' +
    'last with --workspace, else a copy of the examples. Runs that were not finished go on. The\n' +
    'address has a token in it that allows everything: do not share it. Ctrl+C stops: calls that\n' +
    'were acknowledged are on disk, steps at work have eight seconds to end, and runs go on the\n' +
    'next time.',
  arguments: [],
  options: {
    workspace: { type: 'string', value: 'DIR', help: 'the folder of the flows' },
    'data-dir': {
      type: 'string',
      value: 'DIR',
      help: 'where runs are journalled; default $FLOWBENCH_DATA_DIR, else your own data folder',
    },
    'passphrase-file': passphraseFileOption,
    port: { type: 'string', value: 'N', help: 'the port; default any that is free' },
    'webhook-port': {
      type: 'string',
      value: 'N',
      help: 'the port at which webhooks are called; default the one of the last time',
    },
    'no-open': { type: 'boolean', help: 'does not open the browser' },
    trust: { type: 'boolean', help: 'lets every flow of the workspace run without asking' },
    active: {
      type: 'string',
      value: 'all|FLOW,…',
      help: 'makes these flows active at start: all in which something starts by itself, or paths',
    },
    'stop-with-stdin': {
      type: 'boolean',
      help: 'stops when its standard input ends, as it does with whoever started it',
    },
    json: {
      type: 'boolean',
      help: 'prints { url, token, apiPort, pid, webhooks: [{ flow, node, method, url }], problems } and nothing else',
    },
  },
  examples: [
    'serve',
    'serve --workspace ~/flows --no-open',
    'serve --json --no-open --port 7100',
    'serve --active all',
  ],
  async run({ options }, terminal) {
    const port = parsePort('--port', options.port) ?? 0;
    const webhookPort = parsePort('--webhook-port', options['webhook-port']);
    const dataDir = findDataDir(options['data-dir'], terminal.env) ?? userDataDir();
    const page = join(dataDir, 'open.html');
    const { workspace, examples } = await chooseWorkspace({
      given: options.workspace,
      folder: process.cwd(),
      dataDir,
      root,
    });
    if (!options.json) await buildWindow(root);
    // Only now: other commands start without the libraries of a server.
    const server = await import('#engine/server');
    const served = await server.serve({
      catalogue,
      workspace,
      dataDir,
      port,
      webhookPort,
      trust: options.trust ?? false,
      patience: STOP_PATIENCE,
      ...keysOf(options['passphrase-file'], terminal),
      renderer: join(root, 'dist', 'renderer'),
      onError: (error) =>
        void terminal.err.write(`${error instanceof Error ? error.stack : String(error)}\n`),
    });
    try {
      const stopped = Promise.race([
        new Promise<void>((stop) => terminal.onStop(['SIGINT', 'SIGTERM', 'SIGHUP'], stop)),
        ...(options['stop-with-stdin'] ? [endOf(terminal.stdin)] : []),
      ]);
      if (examples) await trustExamples(served);
      const problems = options.active === undefined ? [] : await activateFlows(served, options.active);
      await announce(served, problems, terminal, options.json ?? false);
      if (!options['no-open']) {
        const opened =
          server.hasScreen(process.platform, terminal.env) &&
          (await server.openInBrowser(addressOf(served), page));
        await terminal.err.write(opened ? OPENED : NOT_OPENED);
      }
      await stopped;
    } finally {
      await served.close();
      await rm(page, { force: true });
    }
    return EXIT.succeeded;
  },
});

/** Whoever waits for a window is not asked at the terminal: the window asks. */
function keysOf(passphraseFile: string | undefined, terminal: Terminal): { credentials?: CredentialKeys } {
  return passphraseFile === undefined ? {} : { credentials: vaultKeys(passphraseFile, terminal) };
}

const OPENED = 'Open in your browser. Ctrl+C stops.\n';
const NOT_OPENED = 'No browser can be opened here: open the address above yourself. Ctrl+C stops.\n';

/** Resolves when there is no more to read, whatever there was. */
async function endOf(input: Terminal['stdin']): Promise<void> {
  try {
    for await (const _ of input);
  } catch {
    // An input that breaks has ended too.
  }
}

function parsePort(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UserError(`${option} ${text} is not a port.`, {
    code: 'USAGE',
    hint: 'Give a number from 1 to 65535, or leave it out.',
  });
}

/** Our own examples run without being asked about. */
async function trustExamples({ app }: Served): Promise<void> {
  for (const path of await app.workspace.list()) {
    const { text } = await app.workspace.read(path);
    await app.files.grant(path, text);
  }
}

/** Sentences of flows that could not be activated. */
async function activateFlows(served: Served, wanted: string): Promise<readonly string[]> {
  const { activateAll } = await import('../active/activate-all.ts');
  return await activateAll(served, wanted);
}

async function announce(
  served: Served,
  problems: readonly string[],
  { out, err }: Terminal,
  json: boolean,
): Promise<void> {
  const { url, token, apiPort } = served;
  if (json)
    await writeJson(out, { url, token, apiPort, pid: process.pid, webhooks: webhooksOf(served), problems });
  else {
    await out.write(`${addressOf(served)}\n`);
    for (const problem of problems) await err.write(`Not active: ${problem}\n`);
  }
}

/** Where the webhooks of active flows are called. */
function webhooksOf({ app }: Served): { flow: string; node: string; method: string; url: string }[] {
  return app.triggers.all().flatMap(({ path, triggers }) =>
    triggers.flatMap(({ node, condition }) =>
      condition.state === 'listening' && condition.url !== undefined
        ? [
            {
              flow: app.files.relative(path) ?? path,
              node,
              method: condition.method ?? 'ANY',
              url: condition.url,
            },
          ]
        : [],
    ),
  );
}

function addressOf({ url, token }: Served): string {
  return `${url}#token=${token}`;
}
