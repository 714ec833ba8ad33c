import { z } from 'zod';
import { credentialDraft } from '#contract/connection';
import { UserError } from '#contract/error';
import type { Credential } from '../credential.ts';
import type { CredentialSummary, Vault } from '../vault/vault.ts';
import { invalid, lockText, unlockText } from './transfer-file.ts';

const content = z.object({
  credentials: z
    .array(credentialDraft.omit({ id: true }).extend({ state: z.record(z.string(), z.unknown()).optional() }))
    .max(1000),
});

/**
 * Credentials with their secrets, as a text that only the passphrase opens. What signing in
 * gave goes with them; bindings belong to a machine and do not.
 *
 * @throws UserError `PASSPHRASE_SHORT`, `CREDENTIAL_GONE`, `VAULT_LOCKED`, `CREDENTIAL_LOCKED`
 */
export async function exportCredentials(
  vault: Vault,
  ids: readonly string[],
  passphrase: string,
): Promise<string> {
  const credentials: Omit<Credential, 'id'>[] = [];
  for (const id of ids) {
    const { id: _, ...rest } = await vault.open(id);
    credentials.push(rest);
  }
  return lockText({ credentials }, passphrase);
}

/**
 * Adds credentials from such a text, all or none. They are new ones: what is here stays as it
 * is, and a name that is taken gets a number.
 *
 * @throws UserError `TRANSFER_INVALID`, `TRANSFER_NEWER`, `WRONG_PASSPHRASE`, `CREDENTIAL_INVALID`,
 * those of the vault
 */
export async function importCredentials(
  vault: Vault,
  text: string,
  passphrase: string,
): Promise<CredentialSummary[]> {
  const parsed = content.safeParse(await unlockText(text, passphrase));
  if (!parsed.success) throw invalid('what is in it are no credentials');
  const { credentials } = parsed.data;
  if (credentials.length === 0) {
    throw new UserError('There are no credentials in this file.', { code: 'TRANSFER_INVALID' });
  }
  const taken = new Set(vault.list().map(({ name }) => name));
  const named = credentials.map((credential) => ({ ...credential, name: freeName(credential.name, taken) }));
  return vault.addAll(named);
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  taken.add(free);
  return free;
}
