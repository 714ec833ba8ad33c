import { UserError } from '#contract/error';
import type { CredentialSummary, Vault } from '#engine/credentials';
import { nearest } from '#engine/run';

/** A credential by its name or id. @throws UserError `CREDENTIAL_GONE`, `CREDENTIAL_AMBIGUOUS` */
export function findCredential(vault: Pick<Vault, 'list'>, nameOrId: string): CredentialSummary {
  const all = vault.list();
  const byId = all.find(({ id }) => id === nameOrId);
  const named = byId ? [byId] : all.filter(({ name }) => name === nameOrId);
  const [found, other] = named;
  if (found && !other) return found;
  if (found) {
    throw new UserError(`There are ${named.length} credentials named "${nameOrId}".`, {
      code: 'CREDENTIAL_AMBIGUOUS',
      hint: `Name it by its id: ${named.map(({ id }) => id).join(', ')}.`,
    });
  }
  const near = nearest(
    nameOrId,
    all.map(({ name }) => name),
  );
  throw new UserError(`There is no credential "${nameOrId}".`, {
    code: 'CREDENTIAL_GONE',
    hint: near ? `Did you mean "${near}"?` : '"flowbench connections list" lists them.',
  });
}
