/** How wide a sign is on average, as a share of the font's size; wide scripts take the whole of it. */
const [NARROW, WIDE] = [0.54, 1.02];

/** A text as it may stand in an SVG: no markup, no quote that ends an attribute, no sign that XML forbids. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML does not allow them at all
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}

/** A line cut to a width, in pixels, with an ellipsis where something is missing. */
export function cut(text: string, width: number, size: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (widthOf(line, size) <= width) return line;
  let used = 0;
  let kept = '';
  for (const sign of line) {
    used += widthOf(sign, size);
    if (used > width - size) break;
    kept += sign;
  }
  return `${kept.trimEnd()}…`;
}

/** A text in lines of at most a width, broken between words. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer, size) > width) {
      lines.push(cut(line, width, size));
      line = word;
    } else line = longer;
  }
  lines.push(cut(line, width, size));
  return lines;
}

function widthOf(text: string, size: number): number {
  let width = 0;
  for (const sign of text) width += (/[\u1100-\u{1ffff}]/u.test(sign) ? WIDE : NARROW) * size;
  return width;
}
