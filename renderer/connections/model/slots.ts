import type { BoundSlot, CredentialEntry } from '#contract/connection';
import type { Flow } from '#contract/flow';

/** Slots that nodes use and nothing fills. */
export function unboundSlots(slots: readonly BoundSlot[]): readonly BoundSlot[] {
  return slots.filter(({ credential, nodes }) => credential === undefined && nodes.length > 0);
}

/** A slot name that the flow does not have yet: `crm`, else `crm2`, … */
export function freshSlot(base: string, flow: Flow): string {
  const taken = Object.keys(flow.connections ?? {});
  let name = base;
  for (let nr = 2; taken.includes(name); nr++) name = `${base}${nr}`;
  return name;
}

/** Name of a slot for a type or a host: `api.crm.example` gives `crm`. */
export function slotName(type: string, host: string | undefined): string {
  const name = (host ?? '').replace(/:\d+$/, '');
  const words = name.split('.').filter((word) => !/^(?:api|www|app|com|org|net|io|dev|co|\d+)$/.test(word));
  const word = (words.length > 1 ? words.at(-2) : words[0])?.replace(/[^a-z\d]/g, '');
  return word || (type.split('.').at(-1) ?? type);
}

/** Flows with their slots that a credential is used in. */
export type SlotUse = CredentialEntry['usedBy'][number];

/** Tells uses apart: a flow's slot is bound once. */
export function keyOfUse({ flow, slot }: Pick<SlotUse, 'flow' | 'slot'>): string {
  return `${flow}\0${slot}`;
}
