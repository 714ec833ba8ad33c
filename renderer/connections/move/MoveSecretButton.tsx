import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { type Problem, SECRET_LITERAL } from '#contract/flow';
import { useDescription } from '#renderer/catalogue';
import { useFlow } from '#renderer/document';
import { Button } from '#renderer/ui';
import { whyNotMoved } from './credential-for.ts';
import { moveSecret, secretAt } from './move-secret.ts';

/** Beside the problem of a secret in a parameter: takes it into a credential, or says why that cannot be. */
export function MoveSecretButton({ path, problem }: { path: string; problem: Problem }) {
  const { code, node: id, param } = problem;
  const node = useFlow(path)?.nodes[id ?? ''];
  const accepted = useDescription(node?.type ?? '')?.connection ?? [];
  const [busy, setBusy] = useState(false);
  if (code !== SECRET_LITERAL || id === undefined || param === undefined || !node) return null;
  const literal = secretAt(path, id, param);
  // The problem is of a moment ago, and it is gone already.
  if (!literal) return null;
  const why = whyNotMoved(literal, node, accepted);
  if (why !== undefined) return <span className="field-hint">{why}</span>;
  const move = () => {
    setBusy(true);
    moveSecret(path, id, param).finally(() => setBusy(false));
  };
  return (
    <Button small disabled={busy} onClick={move}>
      <KeyRound size={13} aria-hidden />
      Move into a credential
    </Button>
  );
}
