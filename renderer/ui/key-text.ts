/** Whether keys are named as on a Mac. */
export const MAC = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);

const ON_MAC: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' };

/**
 * How keys are written on this machine: `Mod+K` and `Ctrl K` are `Ctrl K` or `⌘ K`.
 *
 * @param keys a combination, or a sentence that names some
 */
export function keyText(keys: string, mac = MAC): string {
  const text = /^\S+$/.test(keys) ? keys.replaceAll('+', ' ') : keys;
  const plain = text.replace(/\bMod\b/g, 'Ctrl');
  return mac ? plain.replace(/\b(Ctrl|Shift|Alt)\b/g, (key) => ON_MAC[key] ?? key) : plain;
}
