import type { CredentialEntry } from '#contract/connection';
import type { Flow } from '#contract/flow';
import type { CredentialSummary } from '#engine/credentials';
import type { App } from './app.ts';

type Use = CredentialEntry['usedBy'][number];

/** Credentials as the window sees them: with the slots of flows they fill. */
export async function credentialEntries(
  app: App,
  summaries: readonly CredentialSummary[],
): Promise<CredentialEntry[]> {
  const uses = await usesOf(app);
  return summaries.map((summary) => ({
    ...summary,
    usedBy: uses.get(summary.id) ?? [],
    budget: app.engine.connections.budget(summary.id),
  }));
}

/** The slots bound to each credential; flows of the workspace by name and path, others by id alone. */
async function usesOf(app: App): Promise<Map<string, Use[]>> {
  const bindings = app.vault.bindings.all();
  if (bindings.length === 0) return new Map();
  const flows = await flowsById(app);
  const uses = bindings.map(({ flow, slot, credential }) => {
    const known = flows.get(flow);
    return { credential, use: { flow, name: known?.flow.name ?? flow, path: known?.path, slot } };
  });
  const byCredential = Map.groupBy(uses, ({ credential }) => credential);
  return new Map([...byCredential].map(([credential, all]) => [credential, all.map(({ use }) => use)]));
}

async function flowsById(app: App): Promise<Map<string, { flow: Flow; path: string }>> {
  const flows = new Map<string, { flow: Flow; path: string }>();
  for (const path of await app.workspace.list()) {
    const file = await app.workspace.read(path).catch(() => undefined);
    const flow = file && app.files.check(file.text, path, file).flow;
    if (flow) flows.set(flow.id, { flow, path });
  }
  return flows;
}
