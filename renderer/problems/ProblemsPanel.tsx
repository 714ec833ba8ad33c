import { pinEdit, problemText, useFlow, useNodePin, useProblems } from '#renderer/document';
import { showParam, useEditor } from '#renderer/editor';
import { Button, StateGlyph } from '#renderer/ui';
import './problems.css';

/** What is wrong with the flow in front; a row leads to its place. */
export function ProblemsPanel() {
  const path = useEditor(({ active }) => active);
  const problems = useProblems(path);
  if (problems.length === 0) {
    return (
      <div className="empty">
        {path !== undefined ? 'Nothing is wrong with this flow.' : 'No flow is open.'}
      </div>
    );
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
          {path !== undefined && problem.node !== undefined && <LostPin path={path} node={problem.node} />}
        </li>
      ))}
    </ul>
  );
}

/** A pinned output whose node is gone can be let go of here only. */
function LostPin({ path, node }: { path: string; node: string }) {
  const flow = useFlow(path);
  const pin = useNodePin(path, node);
  if (!pin || !flow || Object.hasOwn(flow.nodes, node)) return null;
  return (
    <Button small look="bare" onClick={() => pinEdit(path, node, undefined)}>
      Unpin
    </Button>
  );
}
