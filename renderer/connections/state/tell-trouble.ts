import type { CredentialEntry } from '#contract/connection';
import { showCredential, useEditor } from '#renderer/editor';
import { useToasts } from '#renderer/ui';
import { useAsks } from './asks.ts';

/** Says that a credential needs the user: here, and by the system where the window is in the background. */
export function tellTrouble({ id, name, health, problem }: CredentialEntry): void {
  if (isLookedAt(id)) return;
  const text = health === 'reconnect' ? `${name} has to be signed in again` : `${name} is refused`;
  useToasts.getState().show({
    state: 'failed',
    text,
    hint: problem,
    action: { label: 'Show', run: () => showCredential(id) },
  });
  if (window.flowbench && !document.hasFocus()) {
    window.flowbench
      .notify({ title: text, body: problem ?? 'Open the connections page.' })
      .catch(() => undefined);
  }
}

/** Its form or its details are open: they tell it in place. */
function isLookedAt(id: string): boolean {
  const { page, credential } = useEditor.getState();
  return useAsks.getState().sheet !== undefined || (page === 'connections' && credential === id);
}
