import { type Flow, findSecrets, formatPath, type SecretLiteral } from '#contract/flow';
import { engine } from '#renderer/api';
import {
  edit,
  emptiedPath,
  type FlowChange,
  flowAt,
  forgetSecret,
  getPath,
  nameOf,
} from '#renderer/document';
import { tellFailure, useToasts } from '#renderer/ui';
import { rememberAsked } from '../bind/asked-before.ts';
import { hostOfUrl } from '../model/hosts.ts';
import { freshSlot, slotName } from '../model/slots.ts';
import { vaultOpened } from '../state/asks.ts';
import { bindSlots } from '../state/bind-slots.ts';
import { failureOf } from '../state/failure.ts';
import { useConnections } from '../state/store.ts';
import { connectionFor } from './credential-for.ts';

type Slot = NonNullable<Flow['connections']>[string];

/** The secret that stands in a parameter of an open flow now; `param` as problems write it. */
export function secretAt(path: string, node: string, param: string): SecretLiteral | undefined {
  const flow = flowAt(path);
  return flow && findSecrets(flow).find((each) => each.node === node && formatPath(each.path) === param);
}

/**
 * Takes a secret out of a parameter: keeps it as a credential first, then lets the node use
 * a slot that this credential fills. Undo brings the parameter back, but not the secret.
 */
export async function moveSecret(path: string, node: string, param: string): Promise<void> {
  if (!(await vaultOpened())) return;
  const flow = flowAt(path);
  const literal = secretAt(path, node, param);
  const host = hostOfUrl(flow?.nodes[node]?.params?.url);
  if (!flow || !literal?.move || host === undefined) return;
  const text = String(getPath(flow.nodes[node]?.params, literal.path));
  const { type, values } = connectionFor(literal.move.sent);
  const name = freshName(`${nameOf(flow, node)}, ${host}`);
  let credential: string;
  try {
    // Only once it is kept safely may it go from here.
    ({ id: credential } = await engine.connections.save({ name, type, hosts: [host], values }));
  } catch (thrown) {
    const { message, hint } = failureOf(thrown);
    return tellFailure(`The secret was left where it is: ${message}`, hint);
  }
  const slot = freshSlot(slotName(type, host), flow);
  const changes = takeOut(literal, flow.nodes[node]?.params, slot, { type, hosts: [host] });
  edit(path, { do: 'all', changes }, 'Move a secret into a credential');
  forgetSecret(path, { node, path: literal.path, text, secret: literal.secret });
  rememberAsked(flow.id, [slot]);
  if (!(await bindSlots(path, { [slot]: credential }))) return;
  useToasts.getState().show({
    state: 'done',
    text: `It is kept as “${name}” now`,
    hint: 'Copies of the file, version control and earlier runs may still have it: a new one from the service makes the old one worthless.',
  });
}

function takeOut(
  { node, path, move }: SecretLiteral,
  params: unknown,
  slot: string,
  value: Slot,
): FlowChange[] {
  const rest = move?.rest;
  return [
    { do: 'setParam', node, path: rest === undefined ? emptiedPath(params, path) : path, value: rest },
    { do: 'setSlot', slot, value },
    { do: 'setField', node, field: 'connection', value: slot },
  ];
}

function freshName(base: string): string {
  const taken = new Set(useConnections.getState().entries?.map(({ name }) => name));
  let name = base;
  for (let nr = 2; taken.has(name); nr++) name = `${base} ${nr}`;
  return name;
}
