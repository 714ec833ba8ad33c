import { RotateCcw } from 'lucide-react';
import type { FlowNode, Problem } from '#contract/flow';
import { problemText } from '#renderer/document';
import type { NodeRun } from '#renderer/run';
import { formatCount, formatMs } from '#renderer/ui';

interface LastLineProps {
  node: FlowNode;
  run: NodeRun | undefined;
  problem: Problem | undefined;
  trigger: boolean;
}

/** The ledger line of a face: items at the left, time at the right, retries between. */
export function LastLine({ node, run, problem, trigger }: LastLineProps) {
  if (node.disabled) return <span>off, items pass</span>;
  if (!run) return problem ? <ProblemText problem={problem} /> : <Setting node={node} />;
  switch (run.state) {
    case 'later':
      return <span className="dim">not run yet</span>;
    case 'skipped':
      return (
        <>
          <span>skipped</span>
          <span className="last">–</span>
        </>
      );
    case 'failed':
      return (
        <>
          <span className="is-failed cut" title={run.error?.message}>
            {run.error?.message ?? 'failed'}
          </span>
          <span className="last">{formatMs(run.ms)}</span>
        </>
      );
    default:
      return <Counts run={run} trigger={trigger} />;
  }
}

function Counts({ run, trigger }: { run: NodeRun; trigger: boolean }) {
  const outs = Object.entries(run.out).filter(([port]) => port !== 'each' && port !== 'error');
  const out = outs.length > 0 ? outs.map(([, count]) => formatCount(count)).join(', ') : '';
  const going = run.startedAt !== undefined && run.state !== 'done';
  return (
    <>
      <span>{trigger ? `→ ${out}` : `${formatCount(run.itemsIn)} → ${out}`}</span>
      {run.retries > 0 && (
        <span className="retries" title={`${run.retries} retries`}>
          <RotateCcw size={11} aria-hidden /> {run.retries}
        </span>
      )}
      <span className="last">
        {run.pinned ? 'pinned' : (waitText(run) ?? (going && run.ms === 0 ? '' : formatMs(run.ms)))}
      </span>
    </>
  );
}

function waitText(run: NodeRun): string | undefined {
  if (!run.wait) return undefined;
  switch (run.wait.for) {
    case 'time':
      return `until ${new Date(run.wait.until).toLocaleTimeString('en-GB')}`;
    case 'approval':
      return 'approval';
    case 'call':
      return 'a call';
    case 'flow':
      return 'a flow';
    case 'decision':
      return 'Decide…';
  }
}

function ProblemText({ problem }: { problem: Problem }) {
  return (
    <>
      <span className="is-warning cut" title={problemText(problem)}>
        {problemText(problem)}
      </span>
      <span className="last fix">Fix</span>
    </>
  );
}

/** At rest: what is set about errors and retries, or nothing. */
function Setting({ node }: { node: FlowNode }) {
  const parts = [
    node.retry && `${node.retry.attempts} attempts`,
    node.concurrency && `${node.concurrency} at once`,
    node.onError === 'continue' && 'errors pass',
  ].filter(Boolean);
  return <span className="dim cut">{parts.join(', ')}</span>;
}
