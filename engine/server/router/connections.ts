import type { CredentialEntry } from '#contract/connection';
import { describeConnectionType } from '#contract/connection';
import { FlowError, UserError } from '#contract/error';
import {
  connectionPresets,
  connectionTypes,
  exportCredentials,
  importCredentials,
  testCredential,
} from '#engine/credentials';
import type { App } from '../app.ts';
import { boundSlots } from '../bound-slots.ts';
import { credentialEntries } from '../credential-uses.ts';
import { calls } from './base.ts';

const { connections } = calls;
const NEVER = new AbortController().signal;

export const connectionCalls = {
  types: connections.types.handler(() => ({
    types: [...connectionTypes.values()].map(describeConnectionType),
    presets: connectionPresets,
  })),

  vault: connections.vault.handler(({ context: { app } }) => app.vault.lock.status()),
  setUpVault: connections.setUpVault.handler(({ input, context: { app }, errors }) =>
    refusing(errors, () => app.vault.lock.setUp(input.keeper, input.passphrase)),
  ),
  unlock: connections.unlock.handler(({ input, context: { app }, errors }) =>
    refusing(errors, () => app.vault.lock.unlock(input.passphrase)),
  ),
  rotate: connections.rotate.handler(({ context: { app }, errors }) =>
    refusing(errors, () => app.vault.lock.rotate()),
  ),

  list: connections.list.handler(({ context: { app } }) => credentialEntries(app, app.vault.list())),
  save: connections.save.handler(({ input, context: { app }, errors }) =>
    refusing(errors, async () => one(app, (await app.vault.save(input)).id)),
  ),
  remove: connections.remove.handler(({ input, context: { app }, errors }) =>
    refusing(errors, async () => ({ removed: await app.vault.remove(input.id) })),
  ),

  test: connections.test.handler(({ input: { id, url }, context: { app }, errors, signal = NEVER }) =>
    refusing(errors, () => testCredential(app.engine.connections, id, { url, signal })),
  ),
  signIn: connections.signIn.handler(({ input: { id, paste }, context: { app }, signal = NEVER }) =>
    app.signIns.start(id, { paste, signal }),
  ),
  finishSignIn: connections.finishSignIn.handler(({ input, context: { app }, errors }) =>
    refusing(errors, async () => ({ accepted: app.signIns.finish(input.signIn, input.answer) })),
  ),

  slots: connections.slots.handler(({ input, context: { app } }) => {
    const { flow } = app.files.check(input.text, 'new.flow.json');
    return { flow: flow?.id, slots: flow ? boundSlots(app, flow) : [] };
  }),
  bindSlots: connections.bindSlots.handler(({ input, context: { app }, errors }) =>
    refusing(errors, async () => ({ bound: app.vault.bindings.bind(input.bindings) })),
  ),
  rebind: connections.rebind.handler(({ input, context: { app }, errors }) =>
    refusing(errors, async () => ({ bound: app.vault.bindings.rebind(input.from, input.to) })),
  ),

  exportAll: connections.exportAll.handler(({ input, context: { app }, errors }) =>
    refusing(errors, async () => ({
      data: await exportCredentials(app.vault, input.ids, input.passphrase),
    })),
  ),
  importAll: connections.importAll.handler(({ input, context: { app }, errors }) =>
    refusing(errors, async () => {
      const imported = await importCredentials(app.vault, input.data, input.passphrase);
      return { imported: await credentialEntries(app, imported) };
    }),
  ),

  watch: connections.watch.handler(({ context: { app }, signal = NEVER }) => app.vault.changes.watch(signal)),
};

async function one(app: App, id: string): Promise<CredentialEntry> {
  const [entry] = await credentialEntries(app, [app.vault.get(id)]);
  if (!entry) throw new UserError('The credential is gone.', { code: 'CREDENTIAL_GONE' });
  return entry;
}

interface Refusal {
  message: string;
  data: { message: string; hint: string | undefined; code: string };
}
interface Errors {
  NOT_FOUND(): Error;
  REFUSED(refusal: Refusal): Error;
}

/** Turns why it was refused into the errors that were agreed on. */
async function refusing<T>(errors: Errors, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof FlowError) || error.kind === 'engine') throw error;
    const { message, hint, code } = error;
    if (code === 'CREDENTIAL_GONE') throw errors.NOT_FOUND();
    throw errors.REFUSED({ message, data: { message, hint, code } });
  }
}
