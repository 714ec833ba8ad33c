const WORD = /[\p{Lu}]+(?![\p{Ll}])|[\p{Lu}]?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu;

/** The words of a text: split at spaces, punctuation and changes of case. */
export function words(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** First letter upper case, the rest as it is. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** Text without diacritics. */
export function plainLetters(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}
