/** Shorter secrets are not masked by themselves: they would take innocent text with them. */
export const SHORTEST_SECRET = 6;
/** Length from which on a text is no word of a language: lines of a key, tokens. */
const LONG = 16;

/** Every text in which a secret may turn up; the empty list for one that is too short to mask. */
export function formsOf(secret: string): string[] {
  const forms = new Set<string>();
  for (const text of [secret, secret.trim(), ...keyLines(secret)]) {
    if (text.length < SHORTEST_SECRET) continue;
    for (const form of writtenForms(text)) forms.add(form);
    const bytes = Buffer.from(text);
    for (const shift of [0, 1, 2]) {
      const encoded = base64Inside(bytes, shift);
      for (const form of [encoded, encoded.replaceAll('+', '-').replaceAll('/', '_')]) {
        forms.add(form);
        forms.add(encodeURIComponent(form));
        forms.add(form.replaceAll('/', '\\/'));
      }
    }
    forms.add(bytes.toString('hex'));
    forms.add(bytes.toString('hex').toUpperCase());
  }
  return [...forms].filter((form) => form.length >= SHORTEST_SECRET);
}

/** As it is, in JSON (in JSON), in addresses and forms, in HTML. */
function writtenForms(text: string): string[] {
  const json = inJson(text);
  const ascii = json.replaceAll(/[^\x20-\x7e]/g, unicodeEscape);
  const url = encodeURIComponent(wellFormed(text));
  const strict = url.replaceAll(/[!'()*~]/g, percent);
  const html = text.replaceAll(/[&<>"']/g, (c) => `&#${c === "'" ? '39' : c.charCodeAt(0)};`);
  const named = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const forms = [
    ...[text, json, ascii, inJson(json), json.replaceAll('/', '\\/')],
    ...[url, encodeURI(wellFormed(text)), strict, strict.replaceAll('%20', '+')],
    ...[html, named, named.replaceAll("'", '&#39;'), named.replaceAll("'", '&#x27;')],
  ];
  // Names of hosts and the like come out in lower case; of short secrets that could be an innocent word.
  if (text.length >= LONG) forms.push(text.toLowerCase(), url.toLowerCase());
  return [...forms, ...forms.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function wellFormed(text: string): string {
  return text.toWellFormed();
}

function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** The characters of a base64 text that hang on these bytes alone when `shift` other bytes stand before them. */
function base64Inside(bytes: Buffer, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  const from = Math.ceil((shift * 8) / 6);
  const to = Math.floor(((shift + bytes.length) * 8) / 6);
  return encoded.slice(from, to);
}

/** A key in PEM form tells itself line by line, too. */
function keyLines(secret: string): string[] {
  if (!secret.includes('\n')) return [];
  return secret
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= LONG && !line.startsWith('-----'));
}
