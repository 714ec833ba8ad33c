/**
 * A path at the top of the workspace that no file has, by the name of the file that
 * came: `orders.flow.json`, `orders-2.flow.json`. Where case does not count it is free too.
 */
export function freshPath(name: string, taken: ReadonlySet<string>): string {
  const stem =
    name
      .replace(/^.*[/\\]/, '')
      .replace(/(\.flow)?\.json$/i, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .slice(0, 80)
      .replace(/^-+|-+$/g, '') || 'imported';
  const lower = new Set([...taken].map((path) => path.toLowerCase()));
  for (let number = 1; ; number++) {
    const path = `${number === 1 ? stem : `${stem}-${number}`}.flow.json`;
    if (!lower.has(path)) return path;
  }
}
