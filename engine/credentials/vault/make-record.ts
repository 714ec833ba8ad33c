import { randomBytes } from 'node:crypto';
import type { CredentialDraft } from '#contract/connection';
import { checkDraft } from './draft.ts';
import type { UsableKey } from './key-ring.ts';
import { openSecrets, openState, type StoredCredential, sealSecrets, sealState } from './record.ts';

/** The record of a new credential. @throws UserError `CREDENTIAL_INVALID` */
export function newRecord(draft: CredentialDraft, key: UsableKey): StoredCredential {
  const now = Date.now();
  return {
    ...sealDraft(`cred_${randomBytes(10).toString('hex')}`, draft, key, undefined, []),
    state: undefined,
    health: 'untested',
    problem: undefined,
    createdAt: now,
    updatedAt: now,
    lastUsedAt: undefined,
    expiresAt: undefined,
  };
}

/**
 * A record as it is after a change. What signing in gave stays while the type does.
 *
 * @param oldKey the one it is sealed with; undefined where it is not at hand: then its secrets must be given anew
 * @throws UserError `CREDENTIAL_INVALID`
 */
export function changedRecord(
  before: StoredCredential,
  oldKey: Uint8Array | undefined,
  draft: CredentialDraft,
  key: UsableKey,
): StoredCredential {
  const kept = oldKey && openSecrets(oldKey, before);
  const sealed = sealDraft(before.id, draft, key, kept, before.filled);
  const readable = before.type === draft.type ? oldKey : undefined;
  const state = readable && before.state && openState(readable, before, before.state);
  return {
    ...before,
    ...sealed,
    state: state && sealState(key.bytes, sealed, state),
    health: 'untested',
    problem: undefined,
    updatedAt: Date.now(),
    expiresAt: state && before.expiresAt,
  };
}

function sealDraft(
  id: string,
  draft: CredentialDraft,
  key: UsableKey,
  kept: Record<string, unknown> | undefined,
  filled: readonly string[],
) {
  const { plain, secrets, hosts } = checkDraft(draft, kept, filled);
  const record = {
    id,
    name: draft.name.trim(),
    type: draft.type,
    preset: draft.preset,
    hosts,
    values: plain,
    filled: Object.keys(secrets),
    rate: draft.rate,
    key: key.id,
  };
  return { ...record, secrets: sealSecrets(key.bytes, record, secrets) };
}
