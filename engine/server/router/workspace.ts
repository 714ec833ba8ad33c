import type { FlowEntry } from '#contract/api';
import { WorkspaceError } from '#engine/workspace';
import type { App } from '../app.ts';
import { flowName } from '../flow-files.ts';
import { packContents, packFlows, reportOf, unpackInto } from '../packs.ts';
import { mayRunFile } from '../trusted-file.ts';
import { calls } from './base.ts';

export const workspaceCalls = {
  list: calls.workspace.list.handler(async ({ context: { app } }) => ({
    root: app.workspace.root,
    name: app.workspace.name,
    flows: await listFlows(app),
  })),

  read: calls.workspace.read.handler(({ input: { path }, context: { app }, errors }) =>
    sayingWhy(errors, async () => app.files.describe(await app.workspace.read(path))),
  ),

  save: calls.workspace.save.handler(({ input, context: { app }, errors }) =>
    sayingWhy(errors, async () => {
      const { path, text, baseHash, foreign } = input;
      // What is drawn here is trusted, unless it goes on from something that is not.
      const trusted = !foreign && (baseHash === null || (await mayRunFile(app, path)));
      const result = await app.workspace.save(path, text, baseHash);
      if ('conflict' in result) {
        throw errors.CONFLICT({
          message: `Somebody else has changed ${path} in the meantime`,
          data: await app.files.describe(result.conflict),
        });
      }
      if (foreign) await app.files.distrust(path);
      if (trusted) await app.files.grant(path, text);
      return app.files.describe(result.saved);
    }),
  ),

  fixtures: calls.workspace.fixtures.handler(({ input: { path }, context: { app }, errors }) =>
    sayingWhy(errors, () => app.workspace.fixtures(path)),
  ),

  pin: calls.workspace.pin.handler(({ input: { path, changes }, context: { app }, errors }) =>
    sayingWhy(errors, () => app.workspace.pin(path, changes)),
  ),

  rename: calls.workspace.rename.handler(({ input: { from, to }, context: { app }, errors }) =>
    sayingWhy(errors, async () => {
      const absolute = await app.workspace.resolve(from);
      await app.workspace.rename(from, to);
      await app.files.moved(from, to);
      await app.triggers.moved(absolute, await app.workspace.resolve(to));
      return { path: to };
    }),
  ),

  remove: calls.workspace.remove.handler(({ input: { path }, context: { app }, errors }) =>
    sayingWhy(errors, async () => {
      await app.triggers.deactivate(await app.workspace.resolve(path));
      return { trashed: await app.workspace.remove(path) };
    }),
  ),

  watch: calls.workspace.watch.handler(({ context: { app }, signal }) =>
    app.workspace.watch(signal ?? new AbortController().signal),
  ),

  trustReport: calls.workspace.trustReport.handler(async ({ input: { text, path }, context: { app } }) => {
    const at = path ?? 'new.flow.json';
    const { flow } = app.files.check(text, at);
    // What cannot be read as a flow cannot touch anything either.
    return app.files.report(text, at, flow ?? { flowbench: 1, id: '-', name: '-', nodes: {} });
  }),

  packContents: calls.workspace.packContents.handler(({ input: { flows }, context: { app } }) =>
    packContents(app, flows),
  ),
  pack: calls.workspace.pack.handler(({ input, context: { app } }) => packFlows(app, input)),
  packReport: calls.workspace.packReport.handler(({ input, context: { app } }) => reportOf(app, input)),
  unpack: calls.workspace.unpack.handler(({ input, context: { app } }) => unpackInto(app, input)),

  trust: calls.workspace.trust.handler(async ({ input: { path, hash }, context: { app } }) => ({
    trusted: await app.files.grantHash(path, hash),
  })),
};

async function listFlows(app: App): Promise<FlowEntry[]> {
  const paths = await app.workspace.list();
  app.files.keepOnly(paths);
  const today = new Map(app.search.countSince(startOfToday()).map((count) => [count.path, count]));
  const lastStatus = app.search.lastStatus();
  const entries: FlowEntry[] = [];
  for (const path of paths) {
    // It may be gone again.
    const file = await app.workspace.read(path).catch(() => undefined);
    if (!file) continue;
    const { flow, problems } = app.files.check(file.text, path, file);
    const absolute = await app.workspace.resolve(path);
    const count = today.get(absolute);
    entries.push({
      path,
      id: flow?.id,
      name: flow?.name ?? flowName(path),
      errors: problems.filter(({ severity }) => severity === 'error').length,
      hash: file.hash,
      runsToday: count?.runs ?? 0,
      failedToday: count?.failed ?? 0,
      lastStatus: lastStatus.get(absolute),
    });
  }
  return entries;
}

function startOfToday(): number {
  return new Date().setHours(0, 0, 0, 0);
}

type FileErrors = { [Code in WorkspaceError['code']]?: (options: { message: string }) => Error };

/** Turns why a file was refused into the errors that were agreed on. */
async function sayingWhy<T>(errors: FileErrors, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const agreed = error instanceof WorkspaceError ? errors[error.code] : undefined;
    throw agreed && error instanceof Error ? agreed({ message: error.message }) : error;
  }
}
