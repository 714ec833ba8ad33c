import type { CredentialEntry } from '#contract/connection';
import { showCredential } from '#renderer/editor';
import { useToasts } from '#renderer/ui';

/** Says that a credential needs the user: here, and by the system where the window is in the background. */
export function tellTrouble({ id, name, health, problem }: CredentialEntry): void {
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
