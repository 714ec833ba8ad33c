import type { Flow } from '#contract/flow';
import { nameOf } from '#renderer/document';

/** More would not be looked through, and a flow may have thousands. */
const MOST = 20;

/** Ids of the nodes whose name, id or type has every word of what was typed, names first. */
export function nodesCalled(flow: Flow, text: string): string[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hasAll = (label: string) => words.every((word) => label.includes(word));
  const byName: string[] = [];
  const byType: string[] = [];
  for (const [id, node] of Object.entries(flow.nodes)) {
    const name = `${nameOf(flow, id)} ${id}`.toLowerCase();
    if (hasAll(name)) byName.push(id);
    else if (hasAll(`${name} ${node.type.toLowerCase()}`)) byType.push(id);
  }
  return [...byName, ...byType].slice(0, MOST);
}
