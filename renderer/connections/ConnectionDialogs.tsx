import { BindDialog } from './bind/BindDialog.tsx';
import { useAskToBind } from './bind/use-ask-to-bind.ts';
import { CredentialSheet } from './sheet/CredentialSheet.tsx';
import { VaultDialog } from './vault/VaultDialog.tsx';
import './connections.css';

/** Everything the window asks about credentials and slots: once in the window. */
export function ConnectionDialogs() {
  useAskToBind();
  return (
    <>
      <BindDialog />
      <CredentialSheet />
      <VaultDialog />
    </>
  );
}
