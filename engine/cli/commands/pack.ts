import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, extname, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '#contract/error';
import { filesBeside, PACK_SUFFIX, writePack } from '#engine/pack';
import { findFlows } from '#engine/workspace';
import { catalogue } from '#nodes';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { formatCount } from '../output/duration.ts';
import { writeJson } from '../output/write-json.ts';

export const pack = defineCommand({
  name: 'pack',
  summary:
    'Packs flows with their tests, and if you like the data they read and their pinned outputs, into one .flowpack file.',
  details:
    'Tests (*.test.json) beside a flow always go with it. Data files that a flow reads by a path relative to itself, and outputs pinned in the editor (*.fixtures.json), go with it only with --data: they may hold what is not for others. Secrets are never in a flow.',
  arguments: [{ name: 'FLOW', help: 'flow files, *.flow.json, or folders of them', count: 'rest' }],
  options: {
    output: { type: 'string', short: 'o', value: 'FILE', help: 'the pack to write, *.flowpack' },
    data: { type: 'boolean', help: 'also packs the data files that the flows read, and pinned outputs' },
    json: { type: 'boolean', help: 'prints one JSON object { pack, flows, files, leftOut }' },
  },
  examples: ['pack flows -o flows.flowpack', 'pack orders.flow.json stock.flow.json -o shop.flowpack --data'],
  async run({ arguments: given, options }, { out }) {
    const target = targetOf(options.output);
    const root = commonRoot(given.map((path) => resolve(path)));
    const flows = (await Promise.all(given.map(flowsAt))).flat().map((path) => inside(root, path));
    if (flows.length === 0) throw nothingThere(given);
    const beside = await filesBeside(root, flows, catalogue);
    const files = beside.filter(({ kind }) => kind === 'test' || options.data).map(({ path }) => path);
    const leftOut = beside.map(({ path }) => path).filter((path) => !files.includes(path));
    const name = basename(target, PACK_SUFFIX);
    await writeWhole(target, await writePack(root, [...flows, ...files], name));
    if (options.json) await writeJson(out, { pack: target, flows, files, leftOut });
    else {
      const more = files.length === 0 ? '' : ` and ${formatCount(files.length, 'file')}`;
      await out.write(`${formatCount(flows.length, 'flow')}${more} in ${options.output}\n`);
      if (leftOut.length > 0) await out.write(`left out without --data: ${leftOut.join(', ')}\n`);
    }
    return EXIT.succeeded;
  },
});

function targetOf(output: string | undefined): string {
  if (output !== undefined && extname(output) === PACK_SUFFIX) return resolve(output);
  throw new UserError(
    output === undefined ? 'The pack needs a name.' : `The pack ${output} does not end in ${PACK_SUFFIX}.`,
    { code: 'USAGE', hint: 'Name it with -o, for example -o flows.flowpack.' },
  );
}

async function flowsAt(path: string): Promise<string[]> {
  const about = await stat(path).catch(() => undefined);
  if (about?.isDirectory()) return (await findFlows(path)).map((flow) => resolve(path, flow));
  if (about?.isFile() && path.endsWith('.flow.json')) return [resolve(path)];
  throw new UserError(`${path} ${about ? 'is no flow file' : 'does not exist'}.`, {
    code: 'FLOW_MISSING',
    hint: 'Name flow files, which end in .flow.json, or folders of them.',
  });
}

/** The deepest folder that everything named lies in. */
function commonRoot(paths: readonly string[]): string {
  let root = paths.length === 1 ? (paths[0] ?? '') : resolve(paths[0] ?? '', '..');
  if (root.endsWith('.flow.json')) root = resolve(root, '..');
  while (!paths.every((path) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep))) {
    root = resolve(root, '..');
  }
  return root;
}

function inside(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

function nothingThere(given: readonly string[]): UserError {
  return new UserError(`There is no flow in ${given.join(', ')}.`, {
    code: 'FLOW_MISSING',
    hint: 'Flow files end in .flow.json.',
  });
}

/** An interrupted write leaves no half pack. */
async function writeWhole(target: string, content: NodeJS.ReadableStream): Promise<void> {
  const arriving = `${target}.part`;
  try {
    await pipeline(content, createWriteStream(arriving));
    await rename(arriving, target);
  } finally {
    await rm(arriving, { force: true });
  }
}
