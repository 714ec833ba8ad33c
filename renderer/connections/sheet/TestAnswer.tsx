import type { CredentialTest } from '#contract/api';
import { classes, StateGlyph } from '#renderer/ui';

/** What a test said. */
export function TestAnswer({ answer, busy }: { answer: CredentialTest | undefined; busy: boolean }) {
  return (
    <div role="status" aria-live="polite">
      {busy && !answer && <span className="cap">One moment…</span>}
      {answer && (
        <div className={classes('answer', answer.ok ? 'answer-good' : 'answer-bad')}>
          <StateGlyph state={answer.ok ? 'done' : 'failed'} silent />
          <span>
            {answer.message}
            {answer.hint && <span className="answer-hint">{answer.hint}</span>}
          </span>
        </div>
      )}
    </div>
  );
}
