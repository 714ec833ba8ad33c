import type { FlowFile } from '#contract/api';
import { type Flow, parseFlow } from '#contract/flow';
import { codeOf, engine } from '#renderer/api';
import { printFlow } from '#renderer/document';
import { useEditor } from '#renderer/editor';
import { freshFlowId, useWorkspace } from '#renderer/workspace';
import { freshPath } from './fresh-path.ts';

/** Most bytes of a flow or a pack that is taken in. */
export const MAX_IMPORT = 20 * 1024 * 1024;

/** Why something was not taken in: a sentence, and what to do. */
export class ImportRefusal extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Checks a text that came from elsewhere. What is a flow with mistakes is taken, to
 * be mended here; what is no flow, or of a newer format, is not.
 *
 * @returns the text to save; a flow whose identity is taken here gets its own
 * @throws ImportRefusal
 */
export function checkForeign(name: string, text: string, takenIds: ReadonlySet<string>): string {
  if (text.length > MAX_IMPORT) throw tooLarge(name);
  const { flow, problems } = parseFlow(text, name);
  const [first] = problems;
  if (!flow && (!first || ['NOT_JSON', 'NOT_A_FLOW', 'FLOW_VERSION'].includes(first.code))) {
    throw new ImportRefusal(`${name} was not imported: ${first?.message ?? 'it is no flow'}.`, first?.hint);
  }
  if (!flow || !takenIds.has(flow.id)) return text;
  const plain = text.replace(/^\uFEFF/, '');
  return printFlow({ ...(JSON.parse(plain) as Flow), id: freshFlowId() }, plain);
}

/**
 * Puts a flow that came from elsewhere into the workspace under a name that is
 * free. It is not trusted: running it asks first.
 *
 * @param name of the file it came from
 * @throws ImportRefusal
 */
export async function importFlow(name: string, text: string): Promise<FlowFile> {
  const { flows } = useWorkspace.getState();
  const ids = new Set(flows.flatMap(({ id }) => id ?? []));
  const foreign = checkForeign(name, text, ids);
  const taken = new Set([...flows.map(({ path }) => path), ...useEditor.getState().tabs]);
  for (;;) {
    const path = freshPath(name, taken);
    try {
      return await engine.workspace.save({ path, text: foreign, baseHash: null, foreign: true });
    } catch (thrown) {
      // The list may not have it yet: another one was imported a moment ago.
      if (codeOf(thrown) !== 'CONFLICT') throw thrown;
      taken.add(path);
    }
  }
}

export function tooLarge(name: string): ImportRefusal {
  return new ImportRefusal(
    `${name} was not imported: it is larger than 20 MB.`,
    'Large packs are unpacked on the command line: flowbench unpack FILE DIR.',
  );
}
