import { userDataDir } from '#engine/places';
import { defineCommand, type Terminal } from '../command.ts';
import { findDataDir } from '../data-dir.ts';
import { EXIT } from '../exit-codes.ts';
import { writeJson } from '../output/write-json.ts';

const flowArgument = { name: 'FLOW', help: 'the flow file, by its path from here or in the workspace' };
const options = {
  'data-dir': {
    type: 'string',
    value: 'DIR',
    help: 'that of the running Flowbench; default $FLOWBENCH_DATA_DIR, else your own data folder',
  },
  json: { type: 'boolean', help: 'prints one JSON object { path, state, … } and nothing else' },
} as const;

export const activate = defineCommand({
  name: 'activate',
  summary: 'Makes a flow active in the Flowbench that is running.',
  details:
    'From then on its triggers start runs, with the content the file has now: later edits count when\n' +
    'it is activated again. It stays active over restarts.',
  arguments: [flowArgument],
  options,
  examples: ['activate orders.flow.json'],
  run: (given, terminal) => switchTo('on', given, terminal),
});

export const deactivate = defineCommand({
  name: 'deactivate',
  summary: 'Makes a flow inactive in the Flowbench that is running.',
  details: 'Its triggers start no more runs; those that are going on go on.',
  arguments: [flowArgument],
  options,
  examples: ['deactivate orders.flow.json'],
  run: (given, terminal) => switchTo('off', given, terminal),
});

interface Given {
  arguments: readonly string[];
  options: { readonly 'data-dir'?: string; readonly json?: boolean };
}

async function switchTo(to: 'on' | 'off', given: Given, { out, err, env }: Terminal): Promise<number> {
  const dataDir = findDataDir(given.options['data-dir'], env) ?? userDataDir();
  // Only now: other commands start without the libraries of a client.
  const { switchFlow } = await import('../active/switch-flow.ts');
  const flow = await switchFlow(dataDir, given.arguments[0] ?? '', to);
  if (given.options.json) await writeJson(out, flow);
  else {
    await out.write(`${flow.path} is ${flow.state}.\n`);
    if (flow.error) await err.write(`${flow.error.message}\n`);
  }
  return EXIT.succeeded;
}
