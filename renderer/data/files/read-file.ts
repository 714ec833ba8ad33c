import { FILE_PART } from '#contract/api';
import { engine } from '#renderer/api';

/**
 * The first bytes of a file that belongs to an item, read part by part.
 *
 * @param most read no more than so many
 * @param onPart hears how many are there so far
 * @throws where the content is no longer stored, or the reading was stopped
 */
export async function readFile(
  id: string,
  most: number,
  signal: AbortSignal,
  onPart?: (bytes: number) => void,
): Promise<{ parts: Uint8Array<ArrayBuffer>[]; whole: boolean }> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; ; ) {
    const count = Math.min(FILE_PART, most - from);
    const part = await engine.runs.file({ id, from, count: Math.max(1, count) }, { signal });
    const bytes = Uint8Array.from(atob(part.bytes), (char) => char.charCodeAt(0));
    parts.push(bytes);
    from += bytes.length;
    onPart?.(from);
    if (from >= part.size || bytes.length === 0) return { parts, whole: true };
    if (from >= most) return { parts, whole: false };
  }
}
