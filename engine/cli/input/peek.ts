/** Enough to see a first line in all but odd files. */
const ENOUGH = 256 * 1024;

/**
 * Reads until the first line is whole (or enough has come) and gives that start
 * together with the complete text, start included.
 */
export async function peekLine(
  text: AsyncIterable<string>,
): Promise<{ start: string; whole: AsyncGenerator<string> }> {
  const iterator = text[Symbol.asyncIterator]();
  let start = '';
  while (!start.trimStart().includes('\n') && start.length < ENOUGH) {
    const next = await iterator.next();
    if (next.done) break;
    start += next.value;
  }
  return { start, whole: replay(start, iterator) };
}

async function* replay(start: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  if (start !== '') yield start;
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
