import { type Flow, type Problem, parseFlow } from '#contract/flow';

/**
 * Reads a flow's text for editing. The keys stay in the order of the file, so that
 * writing it back moves nothing; `flow` is missing where the text is not a flow.
 */
export function readFlow(text: string, path: string): { flow?: Flow; problems: readonly Problem[] } {
  const name =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.flow\.json$/, '') ?? 'flow';
  const parsed = parseFlow(text, name);
  if (!parsed.flow) return { problems: parsed.problems };
  const raw = JSON.parse(text.replace(/^\uFEFF/, '')) as Flow;
  // A file of an older format has been migrated; only one of today's can be taken as it stands.
  const current = raw.flowbench === parsed.flow.flowbench && raw.id !== undefined && raw.name !== undefined;
  return { flow: current ? raw : parsed.flow, problems: parsed.problems };
}
