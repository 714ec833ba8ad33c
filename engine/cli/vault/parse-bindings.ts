import { UserError } from '#contract/error';
import type { Flow } from '#contract/flow';
import type { SlotBinding, Vault } from '#engine/credentials';
import { nearest } from '#engine/run';
import { findCredential } from './find-credential.ts';

/**
 * Reads `SLOT=CREDENTIAL` pairs for a flow; without a credential the slot is emptied.
 *
 * @throws UserError `USAGE` for a slot that the flow does not have, and those of `findCredential`
 */
export function parseBindings(pairs: readonly string[], flow: Flow, vault: Vault): SlotBinding[] {
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 1) {
      throw new UserError(`"${pair}" is not SLOT=CREDENTIAL.`, {
        code: 'USAGE',
        hint: 'Write for example crm=CRM; quote names with spaces.',
      });
    }
    const [slot, which] = [pair.slice(0, equals), pair.slice(equals + 1)];
    checkSlot(slot, flow);
    if (which === '') return { flow: flow.id, slot, credential: null };
    const { id, name, type } = findCredential(vault, which);
    const wanted = flow.connections?.[slot]?.type;
    if (type !== wanted) {
      throw new UserError(`The slot "${slot}" is for ${wanted}, and "${name}" is ${type}.`, {
        code: 'CONNECTION_TYPE',
        hint: '"flowbench connections list" tells the type of each.',
      });
    }
    return { flow: flow.id, slot, credential: id };
  });
}

function checkSlot(slot: string, flow: Flow): void {
  const slots = Object.keys(flow.connections ?? {});
  if (slots.includes(slot)) return;
  const near = nearest(slot, slots);
  const known = slots.length === 0 ? 'It has none.' : `It has: ${slots.join(', ')}.`;
  throw new UserError(`The flow "${flow.name}" has no connection slot "${slot}".`, {
    code: 'USAGE',
    hint: near ? `Did you mean "${near}"?` : known,
  });
}
