import { Lock } from 'lucide-react';
import type { CredentialHealth } from '#contract/connection';
import { classes, StateGlyph } from '#renderer/ui';
import { HEALTH_STATES, HEALTH_WORDS } from './model/health.ts';

/** How a credential does: glyph and word. */
export function HealthMark({ health }: { health: CredentialHealth }) {
  return (
    <span className={classes('health', `health-${health}`)}>
      {health === 'locked' ? (
        <Lock size={14} aria-hidden />
      ) : (
        <StateGlyph state={HEALTH_STATES[health]} silent />
      )}
      {HEALTH_WORDS[health]}
    </span>
  );
}
