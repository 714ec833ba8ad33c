/** Shows an http(s) address in the user's browser: a new tab, or from the desktop window the default one. */
export function openAddress(url: string): void {
  if (!/^https?:\/\//i.test(url)) return;
  if (window.flowbench) window.flowbench.openExternal(url).catch(() => undefined);
  else window.open(url, '_blank', 'noopener,noreferrer');
}
