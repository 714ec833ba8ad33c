/**
 * Records the facts of a run as a test of later versions:
 *
 *     node scripts/record-history.ts NAME FLOW INPUT
 *
 * writes test/fixtures/histories/NAME.json. Do this for every release that
 * changes what is journalled; histories of earlier releases are never changed.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseFlow } from '#contract/flow';
import type { Item } from '#contract/node';
import { Engine } from '#engine/host';
import { SqliteJournal } from '#engine/journal';
import { catalogue } from '#nodes';

const [name = '', flowPath = '', inputPath = ''] = process.argv.slice(2);
const { flow } = parseFlow(await readFile(flowPath, 'utf8'), name);
if (!flow) throw new Error(`${flowPath} is not a flow`);
const rows = JSON.parse(await readFile(inputPath, 'utf8')) as Item['json'][];

const dataDir = await mkdtemp(join(tmpdir(), 'flowbench-history-'));
const engine = await Engine.open({ dataDir, catalogue });
const handle = await engine.start({ flow, flowPath: resolve(flowPath), input: once(rows) });
const { run, status, outputs } = await handle.result;
await engine.close();
const journal = new SqliteJournal(join(dataDir, 'journal.db'), { readOnly: true });
const facts = [...journal.read(run)];
journal.close();
await rm(dataDir, { recursive: true });
const file = resolve(import.meta.dirname, '../test/fixtures/histories', `${name}.json`);
await writeFile(file, `${JSON.stringify({ flow, status, outputs, facts }, undefined, 1)}\n`);

async function* once(json: readonly Item['json'][]): AsyncGenerator<readonly Item[], void, undefined> {
  yield json.map((row) => ({ json: row }));
}
