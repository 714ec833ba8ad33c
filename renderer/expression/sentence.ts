/** A message and what to do about it, as sentences. */
export function sentence(message: string, hint: string | undefined): string {
  const said = /[.!?…]$/.test(message) ? message : `${message}.`;
  return hint ? `${said} ${hint}` : said;
}
