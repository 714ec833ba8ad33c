/** C0 and C1 controls, and the marks that turn text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be made visible
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Data as one line that is safe to show: a terminal obeys control characters,
 * and data comes from strangers.
 */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) => {
    if (character === '\n') return '⏎';
    if (character === '\t') return ' ';
    return character === '\r' ? '' : '�';
  });
}

/** The same for text of several lines, such as an error's message. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
