import { join, resolve } from 'node:path';
import { UserError } from '#contract/error';
import type { Flow } from '#contract/flow';
import { type Binding, Vault } from '#engine/credentials';
import { Engine } from '#engine/host';
import { catalogue } from '#nodes';
import { defineCommand, type Terminal } from '../command.ts';
import { dataDirOption, findDataDir } from '../data-dir.ts';
import { EXIT } from '../exit-codes.ts';
import { followRun, reportRun } from '../finish-run.ts';
import { inputSource, readCsv, readInput } from '../input/index.ts';
import { type LoadedFlow, loadFlow } from '../load-flow.ts';
import { formatProblem } from '../output/problems.ts';
import { writeSteps } from '../output/steps.ts';
import { writeJson } from '../output/write-json.ts';
import { parseBindings } from '../vault/parse-bindings.ts';
import { passphraseFileOption } from '../vault/read-secret.ts';
import { vaultKeys } from '../vault/vault-keys.ts';

export const run = defineCommand({
  name: 'run',
  summary: 'Runs a flow and shows what came out of it.',
  details:
    'Input is a JSON item, a list of items or plain objects, JSON lines, or CSV; without it the\n' +
    'trigger gives its sample. With a data directory the run is journalled: killed at any point,\n' +
    'it goes on with "flowbench resume", and connections use the credentials kept there. Without\n' +
    'one, nothing of the run is kept and no connection slot is filled.',
  arguments: [{ name: 'FLOW', help: 'the flow file, *.flow.json' }],
  options: {
    input: { type: 'string', value: 'FILE', help: 'what the trigger gives; "-" reads standard input' },
    trigger: { type: 'string', value: 'NODE', help: 'the trigger to start from, where there are several' },
    var: {
      type: 'string',
      value: 'NAME=VALUE',
      multiple: true,
      help: 'sets $vars.NAME; JSON or text; repeatable',
    },
    'data-dir': dataDirOption,
    bind: {
      type: 'string',
      value: 'SLOT=CREDENTIAL',
      multiple: true,
      help: 'fills a connection slot for this run; repeatable',
    },
    'passphrase-file': passphraseFileOption,
    trust: {
      type: 'boolean',
      help: 'allows shell commands, own node types and paths outside the flow’s folder',
    },
    steps: { type: 'boolean', help: 'shows every step, with its outputs in JSON' },
    json: { type: 'boolean', help: 'prints one JSON object and nothing else' },
  },
  examples: [
    'run examples/orders/orders.flow.json',
    'run leads.flow.json --input leads.csv --var region=north',
    'run leads.flow.json --input - --json < leads.jsonl',
    'run nightly.flow.json --data-dir ~/.flowbench',
    'run leads.flow.json --data-dir ~/.flowbench --bind crm="CRM, test"',
  ],
  async run({ arguments: [path = ''], options }, terminal) {
    const json = options.json ?? false;
    const vars = parseVars(options.var ?? []);
    const loaded = await loadFlow(path, catalogue);
    if (!loaded.valid || !loaded.flow) return await refuse(path, loaded, terminal, json);
    await tellProblems(path, loaded, terminal);

    const startedAt = performance.now();
    const dataDir = findDataDir(options['data-dir'], terminal.env);
    const bind = chosenBindings(options.bind ?? [], loaded.flow, dataDir);
    const engine = await Engine.open({
      catalogue,
      ...(dataDir === undefined ? {} : { dataDir }),
      credentials: { ...vaultKeys(options['passphrase-file'], terminal), bind },
    });
    try {
      const handle = await engine.start({
        flow: loaded.flow,
        flowPath: resolve(path),
        ...(options.trigger === undefined ? {} : { trigger: options.trigger }),
        ...(options.input === undefined
          ? {}
          : { input: readInput(inputSource(options.input, terminal.stdin), readCsv) }),
        vars,
        trust: options.trust ?? false,
        steps: options.steps ?? false,
      });
      const result = await followRun(handle, terminal, { quiet: json, durable: dataDir !== undefined });
      if (!json && result.steps) await writeSteps(terminal.out, terminal.outStyle, result.steps);
      return await reportRun(result, handle.flowName, startedAt, terminal, json);
    } finally {
      await engine.close();
    }
  },
});

/** `name=value` pairs; a value is JSON where it can be read as JSON, else text. */
function parseVars(pairs: readonly string[]): Record<string, unknown> {
  const vars: Record<string, unknown> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) {
      throw new UserError(`--var ${pair} is not NAME=VALUE.`, {
        code: 'USAGE',
        hint: 'Write for example --var region=north; quote values with spaces.',
      });
    }
    vars[pair.slice(0, equals)] = parseValue(pair.slice(equals + 1));
  }
  return vars;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The credentials that `--bind` names. @throws UserError */
function chosenBindings(pairs: readonly string[], flow: Flow, dataDir: string | undefined): Binding[] {
  if (pairs.length === 0) return [];
  if (dataDir === undefined) {
    throw new UserError('--bind needs to know the data directory that the credentials are in.', {
      code: 'USAGE',
      hint: 'Add --data-dir DIR, or set FLOWBENCH_DATA_DIR.',
    });
  }
  const vault = new Vault({ file: join(dataDir, 'credentials.db'), readOnly: true });
  try {
    return parseBindings(pairs, flow, vault).flatMap(({ credential, ...slot }) =>
      credential === null ? [] : [{ ...slot, credential }],
    );
  } finally {
    vault.close();
  }
}

async function tellProblems(
  path: string,
  { problems }: LoadedFlow,
  { err, errStyle }: Terminal,
): Promise<void> {
  for (const problem of problems) await err.write(`${formatProblem(path, problem, errStyle)}\n`);
}

async function refuse(path: string, loaded: LoadedFlow, terminal: Terminal, json: boolean): Promise<number> {
  await tellProblems(path, loaded, terminal);
  if (json) {
    const message = `${path} is not valid; nothing was run`;
    const error = {
      kind: 'user',
      code: 'INVALID_FLOW',
      message,
      retryable: false,
      detail: { problems: loaded.problems },
    };
    await writeJson(terminal.out, { run: null, status: 'failed', outputs: {}, error });
  }
  return EXIT.usage;
}
