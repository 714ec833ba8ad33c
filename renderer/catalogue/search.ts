import type { NodeDescription } from '#contract/node';

/**
 * Node types that fit what was typed, best first: titles that begin with it, then
 * titles with it, then types and summaries. All of them where nothing was typed.
 */
export function searchNodes(nodes: readonly NodeDescription[], text: string): readonly NodeDescription[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return nodes;
  return nodes
    .map((node) => ({ node, score: score(node, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ node }) => node);
}

function score(node: NodeDescription, words: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    const title = node.title.toLowerCase();
    const points = title.startsWith(word)
      ? 8
      : title.includes(` ${word}`)
        ? 6
        : title.includes(word)
          ? 4
          : node.type.toLowerCase().includes(word)
            ? 3
            : node.summary.toLowerCase().includes(word)
              ? 1
              : 0;
    if (points === 0) return 0;
    sum += points;
  }
  return sum;
}
