import type { NodeDescription } from '#contract/node';

/** What starts a flow, in plain words: a card of the empty canvas. */
export interface StartChoice {
  type: NodeDescription;
  title: string;
  text: string;
}

/** The triggers that start runs today, in plain words. Others wait until they start flows by themselves. */
const WORDS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  'trigger.manual': ['By hand', 'Press Run. Good for trying out.'],
  'trigger.flow': ['By another flow', 'Called, with its items'],
  'trigger.failure': ['When a flow fails', 'Gets the run, the step and the error'],
};

/** The triggers to begin with that the engine knows, the common ones first, for the keys 1 to 9. */
export function startChoices(nodes: readonly NodeDescription[]): readonly StartChoice[] {
  const byType = new Map(nodes.map((node) => [node.type, node]));
  return Object.entries(WORDS).flatMap(([name, [title, text]]) => {
    const type = byType.get(name);
    return type ? [{ type, title, text }] : [];
  });
}
