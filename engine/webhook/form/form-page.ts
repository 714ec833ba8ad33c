import { randomBytes } from 'node:crypto';
import type { CallForm, CallFormField } from '#contract/node';
import type { Reply } from '../listen/index.ts';
import { escapeHtml, lines, page } from '../page.ts';
import { SUBMISSION } from './form-item.ts';

/** What the page shows besides the empty form. */
export interface FormState {
  values: ReadonlyMap<string, string>;
  problems: ReadonlyMap<string, string>;
  /** What is wrong with the whole, in a sentence. */
  trouble?: string;
}

const EMPTY: FormState = { values: new Map(), problems: new Map() };

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
