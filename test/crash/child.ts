import { readFileSync } from 'node:fs';
import { parseFlow } from '#contract/flow';
import { Engine } from '#engine/host';
import { catalogue } from '#nodes';

/*
 * The process that crash tests kill: `child.ts DATA_DIR [FLOW PINS [DEBUG]]` starts a flow, or
 * without one takes up what is unfinished, and prints the results as JSON.
 */
const [, , dataDir = '', flowPath, pins = '{}', debug] = process.argv;
const engine = await Engine.open({ catalogue, dataDir });
const handles = flowPath === undefined ? await engine.resumeAll() : [await engine.start(startOf(flowPath))];
const results = await Promise.allSettled(handles.map((handle) => handle.result));
await engine.close();
const told = results.map((result) =>
  result.status === 'fulfilled' ? result.value : { status: 'error', error: result.reason },
);
process.stdout.write(JSON.stringify(told));

function startOf(path: string) {
  const { flow, problems } = parseFlow(readFileSync(path, 'utf8'));
  if (!flow) throw new Error(JSON.stringify(problems));
  const debugged = debug === undefined ? {} : { debug: JSON.parse(debug) };
  return { flow, flowPath: path, pins: JSON.parse(pins), ...debugged };
}
