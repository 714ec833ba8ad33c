import { randomBytes } from 'node:crypto';
import type { CallForm, CallFormField } from '#contract/node';
import type { Reply } from '../listen/index.ts';
import { SUBMISSION } from './form-item.ts';

/** What the page shows besides the empty form. */
export interface FormState {
  values: ReadonlyMap<string, string>;
  problems: ReadonlyMap<string, string>;
  /** What is wrong with the whole, in a sentence. */
  trouble?: string;
}

const EMPTY: FormState = { values: new Map(), problems: new Map() };

/** Nothing is loaded from anywhere, nothing runs, and the address (which is a secret) is told to nobody. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** The page with the form. */
export function formPage(status: number, form: CallForm, state: FormState = EMPTY): Reply {
  const fields = form.fields.map((field) => fieldHtml(field, state)).join('\n');
  const submission = randomBytes(16).toString('hex');
  return page(
    status,
    form.title,
    `${form.intro === undefined ? '' : `<p>${lines(form.intro)}</p>`}
${summaryHtml(form, state)}
<form method="post" enctype="multipart/form-data" novalidate>
<input type="hidden" name="${SUBMISSION}" value="${submission}">
${fields}
<button type="submit">${escapeHtml(form.submit)}</button>
</form>`,
  );
}

/** The page that says thanks. */
export function thanksPage(form: CallForm): Reply {
  return page(200, form.title, `<p role="status">${lines(form.thanks)}</p>`);
}

function page(status: number, title: string, content: string): Reply {
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

function summaryHtml({ fields }: CallForm, { problems, trouble }: FormState): string {
  if (problems.size === 0 && trouble === undefined) return '';
  const links = fields
    .filter(({ name }) => problems.has(name))
    .map(
      ({ name, label }) =>
        `<li><a href="#${id(name)}">${escapeHtml(label)}: ${escapeHtml(problems.get(name) ?? '')}</a></li>`,
    );
  return `<div role="alert" class="trouble"><p>${escapeHtml(trouble ?? 'Something is missing or wrong:')}</p><ul>${links.join('')}</ul></div>`;
}

function fieldHtml(field: CallFormField, { values, problems }: FormState): string {
  const problem = problems.get(field.name);
  const about = [
    ...(field.help === undefined ? [] : [[`${id(field.name)}-help`, 'help', field.help]]),
    ...(problem === undefined ? [] : [[`${id(field.name)}-problem`, 'problem', problem]]),
  ] as [string, string, string][];
  const attributes = [
    `id="${id(field.name)}"`,
    `name="${escapeHtml(field.name)}"`,
    ...(field.required ? ['required'] : []),
    ...(problem === undefined ? [] : ['aria-invalid="true"']),
    ...(about.length === 0 ? [] : [`aria-describedby="${about.map(([name]) => name).join(' ')}"`]),
  ].join(' ');
  const label = `<label for="${id(field.name)}">${escapeHtml(field.label)}${field.required ? '' : ' <small>(optional)</small>'}</label>`;
  const notes = about
    .map(([name, kind, text]) => `<p id="${name}" class="${kind}">${escapeHtml(text)}</p>`)
    .join('');
  const control = controlHtml(field, attributes, values.get(field.name) ?? '');
  const parts = field.type === 'checkbox' ? `<div class="tick">${control}${label}</div>` : label + control;
  return `<div class="field">${parts}${notes}</div>`;
}

function controlHtml(field: CallFormField, attributes: string, value: string): string {
  switch (field.type) {
    case 'multiline':
      return `<textarea ${attributes} rows="5">${escapeHtml(value)}</textarea>`;
    case 'choice': {
      const options = ['', ...(field.options ?? [])].map(
        (option) =>
          `<option value="${escapeHtml(option)}"${option === value ? ' selected' : ''}>${escapeHtml(option)}</option>`,
      );
      return `<select ${attributes}>${options.join('')}</select>`;
    }
    case 'checkbox':
      return `<input type="checkbox" ${attributes} value="yes"${value === '' ? '' : ' checked'}>`;
    case 'file':
      return `<input type="file" ${attributes}>`;
    case 'number':
      return `<input type="number" step="any" ${attributes} value="${escapeHtml(value)}">`;
    default:
      return `<input type="${field.type}" ${attributes} value="${escapeHtml(value)}">`;
  }
}

function id(name: string): string {
  return `field-${encodeURIComponent(name).replaceAll('%', '_')}`;
}

function lines(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
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
:focus-visible { outline: 3px solid light-dark(#2a4fd0, #9db2ff); outline-offset: 2px; }
`;
