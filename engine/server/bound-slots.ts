import type { BoundSlot } from '#contract/connection';
import type { Flow } from '#contract/flow';
import { suggestCredentials } from '#engine/credentials';
import type { App } from './app.ts';

/** The connection slots of a flow, what fills them here, and what could. */
export function boundSlots(app: App, flow: Flow): BoundSlot[] {
  const credentials = app.vault.list();
  return Object.entries(flow.connections ?? {}).map(([slot, { type, hosts = [], preset }]) => ({
    slot,
    type,
    hosts,
    nodes: Object.keys(flow.nodes).filter((id) => flow.nodes[id]?.connection === slot),
    credential: app.vault.bindings.find(flow.id, slot),
    suggestions: suggestCredentials(
      { type, hosts, preset: typeof preset === 'string' ? preset : undefined },
      credentials,
    ),
  }));
}
