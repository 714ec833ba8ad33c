import { globalRegistry } from 'zod';
import type { CredentialDraft } from '#contract/connection';
import { describeConnectionType, secretFields } from '#contract/connection';
import { UserError } from '#contract/error';
import type { ConnectionType } from '../connection-type.ts';
import { connectionTypes } from '../types/index.ts';

type Fields = Record<string, unknown>;

/** What a draft comes to: its fields checked, the secret ones apart. */
export interface CheckedDraft {
  plain: Fields;
  secrets: Fields;
  hosts: readonly string[];
}

/** A host, perhaps with `*.` before it and a port behind it. */
const HOST = /^(\*\.)?([\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*\.?|\[[0-9a-f:.]+\])(:\d{1,5})?$/u;

/**
 * Checks what was entered against its connection type.
 *
 * @param kept secret fields as they are, which stay where the draft leaves them out
 * @param filled those that there are, be they readable or not
 * @throws UserError `CREDENTIAL_INVALID`
 */
export function checkDraft(
  draft: CredentialDraft,
  kept: Fields | undefined,
  filled: readonly string[],
): CheckedDraft {
  const type = connectionTypes.get(draft.type);
  if (!type) throw invalid(`There is no connection type "${draft.type}" here.`, 'Choose one of the list.');
  if (draft.name.trim() === '') throw invalid('The credential has no name.', 'Give it one.');
  const secret = new Set(secretFields(describeConnectionType(type)));
  const wanted = new Set(Object.keys(draft.values));
  const unreadable = filled.filter(
    (name) => secret.has(name) && !wanted.has(name) && kept?.[name] === undefined,
  );
  if (unreadable.length > 0) {
    throw invalid(
      `The secrets of "${draft.name}" cannot be read any more: ${unreadable.join(', ')}.`,
      'Enter them again.',
    );
  }
  const stays = Object.entries(kept ?? {}).filter(([name]) => secret.has(name) && !wanted.has(name));
  const given: Fields = { ...Object.fromEntries(stays), ...draft.values };
  const parsed = type.fields.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0] ?? '');
    const label = labelOf(type.fields.shape, name);
    // What zod says never quotes what was entered.
    const what = given[name] === undefined ? 'is missing' : `cannot be used: ${issue?.message}`;
    throw invalid(`"${label}" ${what}.`, 'Correct it and save again.');
  }
  // Left empty counts as not filled in, except where something else would stand there then.
  const entries = Object.entries(parsed.data).filter(
    ([name, value]) =>
      value !== undefined && (value !== '' || type.fields.shape[name]?.safeParse(undefined).data),
  );
  return {
    plain: Object.fromEntries(entries.filter(([name]) => !secret.has(name))),
    secrets: Object.fromEntries(entries.filter(([name]) => secret.has(name))),
    hosts: [...new Set(draft.hosts.map(checkHost))],
  };
}

function checkHost(text: string): string {
  const host = text.trim().toLowerCase();
  if (HOST.test(host)) return host;
  throw invalid(
    `"${text}" is not a host.`,
    'Write for example api.example.com, *.example.com or localhost:8080, without http:// and path.',
  );
}

function labelOf(shape: ConnectionType['fields']['shape'], name: string): string {
  const field = shape[name];
  return (field && globalRegistry.get(field)?.label) ?? name;
}

function invalid(message: string, hint: string): UserError {
  return new UserError(message, { code: 'CREDENTIAL_INVALID', hint });
}
