/** Gives the user a file: the browser puts it where downloads go. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName(name);
  link.click();
  // The browser has taken the address over by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name without what some system does not allow in one. */
export function fileName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out
  const plain = name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, '-').replace(/^[.\s]+|[.\s]+$/g, '');
  return plain.slice(0, 120) || 'flow';
}
