import type {
  ConnectionPreset,
  ConnectionTypeDescription,
  CredentialDraft,
  CredentialEntry,
} from '#contract/connection';
import { type FormField, formOf, shownFields } from '#renderer/form';

/** What is known before the form is filled in: where the new credential is wanted. */
export interface Wanted {
  /** Connection types that fit there; all where it is not said. */
  types?: readonly string[];
  hosts?: readonly string[];
}

/** A new credential of a type, with what its preset and its place give. */
export function newDraft(
  type: ConnectionTypeDescription,
  preset: ConnectionPreset | undefined,
  wanted: Wanted,
  taken: readonly string[],
): CredentialDraft {
  const base = preset?.title ?? wanted.hosts?.[0] ?? type.title;
  const hosts = [...new Set([...(preset?.hosts ?? []), ...(wanted.hosts ?? [])])];
  return {
    name: freeName(base, taken),
    type: type.type,
    ...(preset ? { preset: preset.id } : {}),
    hosts,
    values: { ...preset?.values },
  };
}

/** What is edited of a credential that is there: secret fields are left out, so they stay as they are. */
export function draftOf(entry: CredentialEntry): CredentialDraft {
  const { id, name, type, preset, hosts, values, rate } = entry;
  return { id, name, type, preset, hosts, values, rate };
}

/** The fields of a type's form that apply to the values as they stand; filled secrets count as set. */
export function fieldsOf(
  type: ConnectionTypeDescription,
  values: Readonly<Record<string, unknown>>,
): readonly FormField[] {
  const fields = formOf(type.fields);
  const defaults = new Map(fields.map(({ key, default: preset }) => [key, preset]));
  // The engine fills in defaults: a field that has its own is as good as not set, and stays out of sight.
  const set = Object.entries(values).filter(([key, value]) => value !== defaults.get(key));
  // A credential is no node: nothing in it is ever an expression.
  return shownFields(fields, Object.fromEntries(set)).map((field) => ({ ...field, literal: true }));
}

/** What keeps a draft from being saved: a sentence for each field by key, `name` and `hosts` among them. */
export function missingIn(
  draft: CredentialDraft,
  type: ConnectionTypeDescription,
  filled: readonly string[],
): Readonly<Record<string, string>> {
  const missing: Record<string, string> = {};
  if (draft.name.trim() === '') missing.name = 'A name is needed.';
  for (const { key, label, required, default: preset } of fieldsOf(type, draft.values)) {
    const value = draft.values[key];
    const set = value !== undefined && value !== '';
    if (required && !set && preset === undefined && !filled.includes(key))
      missing[key] = `${label} is needed.`;
  }
  return missing;
}

function freeName(base: string, taken: readonly string[]): string {
  let name = base;
  for (let nr = 2; taken.includes(name); nr++) name = `${base} ${nr}`;
  return name;
}
