import { type RefObject, useEffect } from 'react';
import { useEditor } from '#renderer/editor';

/** Brings the parameter that was asked for (by a problem, for example) into sight and into focus. */
export function useWantedParam(form: RefObject<HTMLElement | null>, node: string): void {
  const wanted = useEditor((state) => state.wanted);
  useEffect(() => {
    if (wanted?.node !== node || wanted.param === undefined || !form.current) return;
    // No parameter in particular: the first there is.
    const place = wanted.param === '' ? form.current : nearest(form.current, wanted.param);
    if (!place) return;
    place.scrollIntoView({ block: 'nearest' });
    place.querySelector<HTMLElement>(CONTROLS)?.focus();
  }, [wanted, node, form]);
}

const CONTROLS = 'input, textarea, .cm-content, [role="switch"], [role="combobox"]';

/** The field of a parameter, or the one around it. */
function nearest(form: HTMLElement, param: string): HTMLElement | undefined {
  for (let path = param; path !== ''; path = path.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]*)$/, '')) {
    const found = form.querySelector<HTMLElement>(`[data-param="${CSS.escape(path)}"]`);
    if (found) return found;
  }
  return undefined;
}
