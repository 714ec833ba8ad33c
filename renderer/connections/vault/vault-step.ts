import type { VaultStatus } from '#contract/connection';
import type { Failure } from '../state/failure.ts';

/** What the two questions about the vault share. */
export interface VaultStep {
  vault: VaultStatus;
  busy: boolean;
  failure: Failure | undefined;
  /** Carries out an answer; closes where the vault is open then. */
  go(call: () => Promise<VaultStatus>): void;
  onClose(): void;
}
