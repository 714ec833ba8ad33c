import { StateGlyph } from '#renderer/ui';
import type { Failure } from './state/failure.ts';

/** Why something was refused, where it was asked for. */
export function FailureLines({ failure }: { failure: Failure | undefined }) {
  return (
    <div role="alert">
      {failure && (
        <div className="answer answer-bad">
          <StateGlyph state="failed" silent />
          <span>
            {failure.message}
            {failure.hint && <span className="answer-hint">{failure.hint}</span>}
          </span>
        </div>
      )}
    </div>
  );
}
