import type { ReactNode } from 'react';
import type { Problem } from '#contract/flow';
import { sentence } from '#renderer/expression';
import { StateGlyph } from '#renderer/ui';

interface ProblemLinesProps {
  problems: readonly Problem[];
  /** A button that helps with a problem, where there is one. */
  helpWith?: (problem: Problem) => ReactNode;
}

/** What is wrong here, and what to do about it. */
export function ProblemLines({ problems, helpWith }: ProblemLinesProps) {
  return problems.map((problem) => (
    <div
      key={`${problem.code} ${problem.param} ${problem.message}`}
      className={problem.severity === 'error' ? 'field-error problem-line' : 'field-warning problem-line'}
    >
      <StateGlyph state={problem.severity === 'error' ? 'failed' : 'warning'} silent />
      <span>
        {sentence(problem.message, problem.hint)}
        {helpWith?.(problem)}
      </span>
    </div>
  ));
}
