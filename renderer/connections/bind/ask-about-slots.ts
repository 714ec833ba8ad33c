import { useToasts } from '#renderer/ui';
import { unboundSlots } from '../model/slots.ts';
import { useAsks } from '../state/asks.ts';
import { readSlots } from '../state/slots.ts';

/** Asks about the empty slots of an open flow because the user wants to. */
export async function askAboutSlots(path: string): Promise<void> {
  if (unboundSlots(await readSlots(path)).length > 0) useAsks.setState({ bind: path });
  else useToasts.getState().show({ state: 'done', text: 'Every connection slot of this flow is bound' });
}
