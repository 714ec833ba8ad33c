const CANDIDATES = [',', ';', '\t', '|'];
const ROWS = 20;

/**
 * Finds the delimiter in the beginning of a CSV text: the candidate that cuts
 * the most rows into the same number of cells, the more cells the better.
 * Delimiters and line ends inside quotes do not count. A comma where none fits.
 */
export function detectDelimiter(text: string): string {
  const counts = CANDIDATES.map((candidate) => countPerRow(text, candidate));
  let best = ',';
  let bestScore = 0;
  for (const [index, rows] of counts.entries()) {
    const first = rows[0] ?? 0;
    const alike = rows.filter((count) => count === first).length;
    const score = first === 0 ? 0 : (alike / rows.length) * 1000 + Math.min(first, 999);
    if (score > bestScore) [best, bestScore] = [CANDIDATES[index] ?? ',', score];
  }
  return best;
}

function countPerRow(text: string, delimiter: string): number[] {
  const rows: number[] = [];
  let count = 0;
  let quoted = false;
  let rowStart = 0;
  for (let at = 0; at < text.length && rows.length < ROWS; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === delimiter) count++;
    else if (character === '\n' || character === '\r') {
      if (at > rowStart) rows.push(count);
      rowStart = at + 1;
      count = 0;
    }
  }
  // The last row may be cut off, so it counts only where it is the only one.
  if (rows.length === 0) rows.push(count);
  return rows;
}
