import { posix } from 'node:path';
import type { PackReport } from '#contract/api';
import { type Flow, parseFlow } from '#contract/flow';
import type { Catalogue } from '#contract/node';
import { checkText } from '#engine/run';
import { reportTrust } from '#engine/trust';
import { contentHash } from '#engine/workspace';
import { badPack } from './limits.ts';
import type { Pack } from './read-pack.ts';

/** What is in a pack and what each of its flows would touch, before anything is written. */
export async function reportPack(
  pack: Pack,
  catalogue: Catalogue,
): Promise<Pick<PackReport, 'flows' | 'files'>> {
  const isFlow = ({ path }: { path: string }) => path.endsWith('.flow.json');
  const texts = new Map<string, string>();
  for (const { path } of pack.files.filter(isFlow)) texts.set(path, await pack.text(path));
  if (texts.size === 0) throw badPack('has no flow in it', 'Choose a pack that Flowbench exported.');
  const called = async (name: string, from: string) => {
    const path = posix.join(posix.dirname(from), name);
    const text = texts.get(path);
    const flow = text === undefined ? undefined : parseFlow(text, path).flow;
    return flow && { flow, path };
  };
  const flows: PackReport['flows'][number][] = [];
  for (const [path, text] of texts) {
    const { flow, problems } = checkText(text, path, catalogue);
    const nothing: Flow = { flowbench: 1, id: '-', name: '-', nodes: {} };
    const report = await reportTrust(flow ?? nothing, path, catalogue, called);
    flows.push({
      path,
      name: flow?.name ?? posix.basename(path, '.flow.json'),
      readable: flow !== undefined,
      problems: problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
      report: { hash: contentHash(text), ...report },
    });
  }
  return { flows, files: pack.files.filter((file) => !isFlow(file)) };
}
