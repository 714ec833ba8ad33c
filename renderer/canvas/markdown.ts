interface Span {
  key: number;
  text: string;
  strong?: true;
  code?: true;
}

interface Part {
  key: number;
  kind: 'head' | 'point' | 'text';
  spans: Span[];
}

/** The little Markdown that notes need: headings, points, **strong**, `code`. Never markup: nothing in it can act. */
export function markdownParts(text: string): Part[] {
  return text.split('\n').map((line, key) => {
    const head = /^#{1,6}\s+(.*)$/.exec(line);
    const point = /^\s*[-*]\s+(.*)$/.exec(line);
    const kind = head ? 'head' : point ? 'point' : 'text';
    return { key, kind, spans: spansOf(head?.[1] ?? point?.[1] ?? line) };
  });
}

function spansOf(line: string): Span[] {
  return line
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .map((piece, key): Span => {
      if (piece.startsWith('**') && piece.length > 4) return { key, text: piece.slice(2, -2), strong: true };
      if (piece.startsWith('`') && piece.length > 2) return { key, text: piece.slice(1, -1), code: true };
      return { key, text: piece };
    })
    .filter((span) => span.text !== '');
}
