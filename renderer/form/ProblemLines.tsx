import type { Problem } from '#contract/flow';
import { sentence } from '#renderer/expression';
import { StateGlyph } from '#renderer/ui';

/** What is wrong here, and what to do about it. */
export function ProblemLines({ problems }: { problems: readonly Problem[] }) {
  return problems.map((problem) => (
    <div
      key={`${problem.code} ${problem.param} ${problem.message}`}
      className={problem.severity === 'error' ? 'field-error problem-line' : 'field-warning problem-line'}
    >
      <StateGlyph state={problem.severity === 'error' ? 'failed' : 'warning'} silent />
      <span>{sentence(problem.message, problem.hint)}</span>
    </div>
  ));
}
