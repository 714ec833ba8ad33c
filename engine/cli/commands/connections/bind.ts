import { UserError } from '#contract/error';
import type { Flow } from '#contract/flow';
import { suggestCredentials, type Vault } from '#engine/credentials';
import { catalogue } from '#nodes';
import { defineCommand, type Terminal } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { loadFlow } from '../../load-flow.ts';
import { parseBindings } from '../../vault/parse-bindings.ts';
import { vaultOptions, withVault } from '../../vault/with-vault.ts';

export const bind = defineCommand({
  name: 'connections bind',
  summary: 'Binds connection slots of a flow to credentials, or shows what they are bound to.',
  details:
    'A slot is declared in the flow under "connections". SLOT= with nothing behind it takes its credential away.',
  arguments: [
    { name: 'FLOW', help: 'the flow file, *.flow.json' },
    { name: 'SLOT=CREDENTIAL', help: 'a slot and the name or id of a credential', count: 'many' },
  ],
  options: { 'data-dir': vaultOptions['data-dir'] },
  examples: [
    'connections bind leads.flow.json',
    'connections bind leads.flow.json crm=CRM mail="Mail server"',
  ],
  async run({ arguments: [path = '', ...pairs], options }, terminal) {
    const { flow } = await loadFlow(path, catalogue);
    if (!flow) {
      throw new UserError(`The file ${path} cannot be read as a flow.`, {
        code: 'INVALID_FLOW',
        hint: `"flowbench validate ${path}" tells what is wrong.`,
      });
    }
    return withVault(options, terminal, 'must exist', async (vault) => {
      vault.bindings.bind(parseBindings(pairs, flow, vault));
      await showSlots(flow, vault, terminal);
      return EXIT.succeeded;
    });
  },
});

async function showSlots(flow: Flow, vault: Vault, { out }: Terminal): Promise<void> {
  const slots = Object.entries(flow.connections ?? {});
  if (slots.length === 0) await out.write('The flow has no connection slots.\n');
  const credentials = vault.list();
  const nameOf = (id: string): string => credentials.find((credential) => credential.id === id)?.name ?? id;
  for (const [slot, { type, hosts = [], preset }] of slots) {
    const bound = vault.bindings.find(flow.id, slot);
    const wish = { type, hosts, preset: typeof preset === 'string' ? preset : undefined };
    const fitting = suggestCredentials(wish, credentials).map(nameOf);
    const advice = fitting.length > 0 ? `; would fit: ${fitting.join(', ')}` : '';
    await out.write(`${slot} (${type}): ${bound === undefined ? `not bound${advice}` : nameOf(bound)}\n`);
  }
}
