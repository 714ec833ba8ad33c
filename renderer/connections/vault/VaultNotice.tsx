import { KeyRound, Lock } from 'lucide-react';
import { Button } from '#renderer/ui';
import { askForVault } from '../state/asks.ts';
import { useConnections } from '../state/store.ts';

/** What stands in the way of using secrets, over the list; nothing while the vault is open. */
export function VaultNotice() {
  const { vault, entries } = useConnections();
  if (!vault || vault.state === 'open') return null;
  const isFresh = vault.keeper === 'none' && entries?.length === 0;
  // Nothing is kept yet: the empty page leads on, and the choice comes with the first credential.
  if (isFresh) return null;
  const Icon = vault.state === 'locked' ? Lock : KeyRound;
  return (
    <div className="vault-notice" role="status">
      <Icon size={16} aria-hidden />
      <span className="grow">
        <b>{vault.message ?? 'The secrets cannot be read now.'}</b> {vault.hint}
      </span>
      <Button onClick={() => askForVault()}>{ACTIONS[vault.state]}</Button>
    </div>
  );
}

const ACTIONS = { locked: 'Unlock…', keyLost: 'What to do…', unavailable: 'Set up a vault…' } as const;
