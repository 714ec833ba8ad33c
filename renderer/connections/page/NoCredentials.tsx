import { KeyRound, Plus } from 'lucide-react';
import { Button } from '#renderer/ui';
import { addCredential } from '../state/asks.ts';

/** What credentials and slots are, for whoever has none. */
export function NoCredentials({ onImport }: { onImport(): void }) {
  return (
    <div className="no-credentials">
      <KeyRound size={28} strokeWidth={1.5} aria-hidden />
      <h2>No credentials on this machine yet</h2>
      <ol>
        <li>
          <b>Add a credential</b> for a service: a token, an account or a sign-in. It is encrypted here and
          used only with the hosts you allow.
        </li>
        <li>
          <b>Give a node a connection slot.</b> The flow file holds the slot’s name, never a secret, so it can
          be shared.
        </li>
        <li>
          <b>Bind the slot</b> to the credential. Everybody who opens the flow binds it to their own.
        </li>
      </ol>
      <div className="row">
        <Button look="primary" onClick={() => addCredential()}>
          <Plus size={14} aria-hidden />
          Add your first credential
        </Button>
        <Button onClick={onImport}>Import from another machine…</Button>
      </div>
    </div>
  );
}
