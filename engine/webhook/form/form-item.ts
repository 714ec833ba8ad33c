import type { CallForm, CallFormField, Item, JsonObject } from '#contract/node';

/** Name of the hidden field that tells one opening of the page from another. */
export const SUBMISSION = '_submission';

/** The item that a filled-in form gives: its fields as such, numbers and ticks as values, files beside them. */
export function formItem({ json, binary = {} }: Item, form: CallForm): Item {
  const body = fieldsOf(json);
  const values: JsonObject = {};
  const files: NonNullable<Item['binary']> = {};
  for (const field of form.fields) {
    const file = Object.hasOwn(binary, field.name) ? binary[field.name] : undefined;
    if (field.type === 'file') {
      if (file) files[field.name] = file;
    } else values[field.name] = filledValue(field, body[field.name]);
  }
  const item = { json: { ...values, submittedAt: json.receivedAt } };
  return Object.keys(files).length > 0 ? { ...item, binary: files } : item;
}

/** What is wrong with what was filled in, by field: one sentence each. */
export function formProblems({ json, binary = {} }: Item, form: CallForm): Map<string, string> {
  const body = fieldsOf(json);
  const problems = new Map<string, string>();
  for (const field of form.fields) {
    const problem =
      field.type === 'file'
        ? problemIf(field.required && !Object.hasOwn(binary, field.name), 'Choose a file.')
        : problemOf(field, textOf(body[field.name]));
    if (problem !== undefined) problems.set(field.name, problem);
  }
  return problems;
}

/** What was filled in, as text by field, for showing the page once more. */
export function filledIn({ json }: Item, form: CallForm): Map<string, string> {
  const body = fieldsOf(json);
  return new Map(form.fields.map(({ name }) => [name, textOf(body[name])]));
}

function problemOf(field: CallFormField, text: string): string | undefined {
  if (text === '')
    return problemIf(field.required, field.type === 'checkbox' ? 'Tick this.' : 'Fill this in.');
  switch (field.type) {
    case 'number':
      return problemIf(!Number.isFinite(Number(text)), 'Give a number.');
    case 'email':
      return problemIf(!/^[^\s@]+@[^\s@]+$/.test(text), 'Give an e-mail address.');
    case 'date':
      return problemIf(!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)), 'Give a date.');
    case 'choice':
      return problemIf(!(field.options ?? []).includes(text), 'Choose one of these.');
    default:
      return undefined;
  }
}

function problemIf(isWrong: boolean, problem: string): string | undefined {
  return isWrong ? problem : undefined;
}

function filledValue(field: CallFormField, given: unknown): unknown {
  const text = textOf(given);
  if (field.type === 'checkbox') return text !== '';
  if (field.type === 'number') return text === '' ? null : Number(text);
  return text;
}

function fieldsOf(json: JsonObject): JsonObject {
  const { body } = json;
  return typeof body === 'object' && body !== null ? (body as JsonObject) : {};
}

/** Of a field that comes several times the last one counts. */
function textOf(value: unknown): string {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last.trim() : '';
}
