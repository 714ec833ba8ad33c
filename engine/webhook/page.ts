import type { Reply } from './listen/index.ts';

/** Nothing is loaded from anywhere, nothing runs, and the address (which is a secret) is told to nobody. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** A page that people see, light or dark as they like. @param content HTML */
export function page(status: number, title: string, content: string): Reply {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`;
  return { status, headers: HEADERS, body };
}

/** Text as HTML with its lines. */
export function lines(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, also in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f4f6f6, #14191b); color: light-dark(#1a2124, #e4eaec); }
main { max-width: 36rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
.field { margin: 1.25rem 0; }
label { font-weight: 600; }
small, .help { color: light-dark(#586266, #9aa5a9); font-weight: 400; }
input:not([type=checkbox], [type=file]), textarea, select { box-sizing: border-box; display: block; width: 100%; margin-top: .25rem; padding: .5rem .625rem; border: 1px solid light-dark(#7b868a, #6f7b7f); border-radius: 6px; background: light-dark(#fff, #0d1112); color: inherit; font: inherit; }
input[type=file] { display: block; margin-top: .25rem; font: inherit; }
.tick { display: flex; gap: .5rem; align-items: baseline; }
[aria-invalid] { border-color: light-dark(#b3261e, #f2867f) !important; }
.help, .problem { margin: .25rem 0 0; font-size: .875rem; }
.problem, .trouble a { color: light-dark(#b3261e, #f2867f); }
.trouble { padding: .25rem 1rem; border: 1px solid currentColor; border-radius: 6px; }
button { padding: .625rem 1.25rem; border: 0; border-radius: 6px; background: light-dark(#2a4fd0, #9db2ff); color: light-dark(#fff, #0d1330); font: inherit; font-weight: 600; cursor: pointer; }
button.second { background: none; box-shadow: inset 0 0 0 1px currentColor; color: inherit; }
.buttons { display: flex; gap: .75rem; }
:focus-visible { outline: 3px solid light-dark(#2a4fd0, #9db2ff); outline-offset: 2px; }
`;
