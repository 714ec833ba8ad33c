import { UserError } from '#contract/error';
import type { ArmContext, Item } from '#contract/node';
import { type Connection, Masker } from '#engine/credentials';
import type { Engine } from '#engine/host';
import { maskedFiles, maskItems } from '#engine/run';
import type { PinnedFlow } from './pinned-flow.ts';

/** What an armed trigger reaches the world with, and what keeps its secrets out of what it tells. */
export interface TriggerAccess extends Pick<ArmContext<unknown>, 'http' | 'folder' | 'files' | 'connection'> {
  masker: Masker;
  /** Items without the secrets of the trigger's connection. */
  mask(items: readonly Item[]): readonly Item[];
}

/** What a trigger of a flow may reach; its connection is opened anew whenever it is used. */
export function triggerAccess(engine: Engine, flow: PinnedFlow, node: string): TriggerAccess {
  const { path, trust, id } = flow.activation;
  const slot = flow.compiled.nodes.get(node)?.node.connection;
  const masker = new Masker();
  const open = (name: string): Promise<Connection> => {
    const { id: flowId, connections } = flow.compiled.flow;
    const { type, hosts } = connections?.[name] ?? {};
    const user = { run: `${id}/${node}`, learn: (secrets: readonly string[]) => masker.learn(secrets) };
    return engine.connections.openSlot({ flow: flowId, slot: name, type, hosts }, user);
  };
  return {
    masker,
    mask: (items) => (masker.isEmpty ? items : maskItems(items, masker)),
    http:
      slot === undefined
        ? engine.http
        : { request: async (request) => (await open(slot)).http.request(request) },
    folder: engine.folder(path, trust),
    files: maskedFiles(engine.files, masker),
    async connection() {
      if (slot !== undefined) return (await open(slot)).forNode();
      throw new UserError(`the trigger "${node}" has no connection`, {
        code: 'NO_CONNECTION',
        hint: 'Choose a connection slot for it.',
      });
    },
  };
}
