import { useState } from 'react';
import type { VaultStatus } from '#contract/connection';
import { useAsks } from '../state/asks.ts';
import { type Failure, failureOf } from '../state/failure.ts';
import { useConnections } from '../state/store.ts';
import { SetUpVault } from './SetUpVault.tsx';
import { UnlockVault } from './UnlockVault.tsx';
import type { VaultStep } from './vault-step.ts';

/** Asks for what the vault needs before secrets can be kept or used. */
export function VaultDialog() {
  const ask = useAsks((state) => state.vault);
  const vault = useConnections((state) => state.vault);
  return ask && vault ? <VaultQuestion vault={vault} newKeeper={ask.newKeeper} done={ask.done} /> : null;
}

interface VaultQuestionProps {
  vault: VaultStatus;
  newKeeper: boolean;
  done(open: boolean): void;
}

function VaultQuestion({ vault, newKeeper, done }: VaultQuestionProps) {
  const [anew, setAnew] = useState(newKeeper);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const go = async (call: () => Promise<VaultStatus>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const next = await call();
      useConnections.setState({ vault: next });
      if (next.state === 'open') done(true);
      else setFailure({ message: next.message ?? 'It is still locked.', hint: next.hint });
    } catch (thrown) {
      setFailure(failureOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  const step: VaultStep = { vault, busy, failure, go, onClose: () => done(false) };
  if (vault.keeper === 'none' || anew) return <SetUpVault {...step} />;
  return <UnlockVault {...step} onSetUp={() => setAnew(true)} />;
}
