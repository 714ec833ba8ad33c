import { StateGlyph } from '#renderer/ui';

/** What the bars mean. */
export function Legend() {
  return (
    <span className="runs-legend">
      <span>
        <i className="wf-sign wf-sign-work" />
        working
      </span>
      <span>
        <i className="wf-sign wf-sign-wait" />
        waiting
      </span>
      <span>
        <i className="wf-sign wf-sign-retry" />
        retry delay
      </span>
      <span>
        <StateGlyph state="failed" silent />
        failed attempt
      </span>
    </span>
  );
}
