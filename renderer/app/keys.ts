import { MAC } from '#renderer/ui';

/** Whether an event is a combination such as `Mod+Shift+Z`, `F5` or `/`. */
export function isKey(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = MAC ? event.metaKey : event.ctrlKey;
  // Shift is part of how some signs are typed: it counts only with letters and named keys.
  const shift = key.length > 1 || /[a-z]/i.test(key) ? event.shiftKey === parts.includes('Shift') : true;
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === parts.includes('Mod') &&
    event.altKey === parts.includes('Alt') &&
    shift
  );
}

/** Whether keys typed now belong to a field. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
