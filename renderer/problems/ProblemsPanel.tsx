import { problemText, useDocument } from '#renderer/document';
import { showParam, useEditor } from '#renderer/editor';
import { StateGlyph } from '#renderer/ui';
import './problems.css';

/** What is wrong with the flow in front; a row leads to its place. */
export function ProblemsPanel() {
  const path = useEditor(({ active }) => active);
  const document = useDocument(path);
  const problems = document?.problems ?? [];
  if (problems.length === 0) {
    return <div className="empty">{document ? 'Nothing is wrong with this flow.' : 'No flow is open.'}</div>;
  }
  return (
    <ul className="problems" aria-label="Problems">
      {problems.map((problem, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two problems may say the same
        <li key={index}>
          <button
            type="button"
            className="problem"
            onClick={() => problem.node !== undefined && showParam(problem.node, problem.param)}
          >
            <StateGlyph state={problem.severity === 'error' ? 'failed' : 'warning'} />
            <span>
              {problemText(problem)}
              {problem.hint && <span className="dim"> {problem.hint}</span>}
            </span>
            <span className="dim">
              {problem.node}
              {problem.param ? ` · ${problem.param}` : ''}
            </span>
            <span className="dim num">{problem.line !== undefined && `line ${problem.line}`}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
