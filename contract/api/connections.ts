import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import {
  type BoundSlot,
  type ConnectionPreset,
  type ConnectionTypeDescription,
  type CredentialEntry,
  credentialDraft,
  credentialId as id,
  type SignInNews,
  type VaultStatus,
} from '#contract/connection';

const passphrase = z.string().min(1).max(1000);

/** Refusals come as `REFUSED` with a sentence for the user; secrets are never in it. */
const errors = {
  NOT_FOUND: { message: 'There is no such credential' },
  REFUSED: { data: type<{ message: string; hint: string | undefined; code: string }>() },
} as const;

/** What a credential test says. */
export interface CredentialTest {
  ok: boolean;
  message: string;
  hint: string | undefined;
}

export const connections = {
  /** Every connection type, and the services whose settings are known. */
  types: oc.output(
    type<{ types: readonly ConnectionTypeDescription[]; presets: readonly ConnectionPreset[] }>(),
  ),
  vault: oc.output(type<VaultStatus>()),
  /** Chooses where the master key is kept, on the first use; or makes a new key where the old one is lost. */
  setUpVault: oc
    .input(z.object({ keeper: z.enum(['keychain', 'passphrase']), passphrase: passphrase.optional() }))
    .output(type<VaultStatus>())
    .errors(errors),
  unlock: oc
    .input(z.object({ passphrase: passphrase.optional() }))
    .output(type<VaultStatus>())
    .errors(errors),
  /** Writes all records anew under a new master key. */
  rotate: oc.output(type<VaultStatus>()).errors(errors),
  list: oc.output(type<readonly CredentialEntry[]>()),
  /** Makes or changes one. Secrets go in here and never come back. */
  save: oc.input(credentialDraft).output(type<CredentialEntry>()).errors(errors),
  remove: oc.input(z.object({ id })).output(type<{ removed: boolean }>()).errors(errors),
  /** Uses it once: the preset's request, the token endpoint, or a request to `url`. */
  test: oc
    .input(z.object({ id, url: z.string().max(4096).optional() }))
    .output(type<CredentialTest>())
    .errors(errors),
  /** Signs in as the credential's grant says; ends with `done` or `failed`, and is given up when the caller stops listening. */
  signIn: oc
    .input(z.object({ id, paste: z.boolean().default(false) }))
    .output(eventIterator(type<SignInNews>()))
    .errors(errors),
  /** The address or code that the user copied from the browser. */
  finishSignIn: oc
    .input(z.object({ signIn: id, answer: z.string().min(1).max(8192) }))
    .output(type<{ accepted: boolean }>())
    .errors(errors),
  /** The slots of a flow as it stands in the editor, and what fills them on this machine. */
  slots: oc
    .input(z.object({ text: z.string() }))
    .output(type<{ flow: string | undefined; slots: readonly BoundSlot[] }>()),
  /**
   * Binds slots of any number of flows (by id) at once; null takes the credential away. Not
   * `bind`: every function has one of its own, which would be called instead.
   */
  bindSlots: oc
    .input(
      z.object({
        bindings: z
          .array(
            z.object({
              flow: z.string().min(1),
              slot: z.string().min(1),
              credential: z.string().min(1).nullable(),
            }),
          )
          .max(10_000),
      }),
    )
    .output(type<{ bound: number }>())
    .errors(errors),
  /** Binds every slot that is bound to one credential to another. */
  rebind: oc
    .input(z.object({ from: id, to: id }))
    .output(type<{ bound: number }>())
    .errors(errors),
  /** The chosen credentials, encrypted with a passphrase; `data` is text. */
  exportAll: oc
    .input(z.object({ ids: z.array(id).min(1).max(1000), passphrase }))
    .output(type<{ data: string }>())
    .errors(errors),
  importAll: oc
    .input(z.object({ data: z.string().max(20_000_000), passphrase }))
    .output(type<{ imported: readonly CredentialEntry[] }>())
    .errors(errors),
  /** Every change of a credential, its health or the vault, as it happens: read `list` and `vault` again. */
  watch: oc.output(eventIterator(type<{ at: number }>())),
};
