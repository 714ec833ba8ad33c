import { useState } from 'react';
import { formatCount } from '#renderer/ui';
import type { ErrorGroup, LoopTrack } from '../model/index.ts';
import type { RunView } from '../page/run-view.ts';

interface FailureReasonsProps {
  view: RunView;
  /** Only failures in this loop. */
  loop?: LoopTrack | undefined;
  onChooseIteration?(index: number): void;
  onChooseStep(node: string): void;
}

/** Places shown of each reason before “more” is asked for. */
const SHOWN = 12;

/** Failures by what was wrong, the most frequent first, with where each happened. */
export function FailureReasons({ view, loop, onChooseIteration, onChooseStep }: FailureReasonsProps) {
  const groups = view.model.errors
    .all()
    .map((group) => ({ group, places: loop ? group.iterations.get(loop.owner) : undefined }))
    .filter(({ places }) => !loop || places !== undefined);
  if (groups.length === 0) return null;
  return (
    <table className="table reasons">
      <colgroup>
        <col style={{ width: 52 }} />
        <col />
        <col style={{ width: '42%' }} />
      </colgroup>
      <thead>
        <tr>
          <th className="num">Times</th>
          <th>Why they failed</th>
          <th>{loop ? 'Iterations' : 'Node'}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ group, places }) => (
          <tr key={group.key}>
            <td className="num mono">{formatCount(places ? Math.max(places.length, 1) : group.count)}</td>
            <td title={[group.message, group.hint].filter(Boolean).join('\n')}>
              <span className="reasons-message">
                <span className="mono is-failed">{group.code}</span> {group.message}
              </span>
              {group.hint && <span className="cap reasons-hint">{group.hint}</span>}
            </td>
            <td>
              {places && onChooseIteration ? (
                <Places indices={[...places].sort((a, b) => a - b)} onChoose={onChooseIteration} />
              ) : (
                <NodeOf group={group} view={view} onChoose={onChooseStep} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Places({ indices, onChoose }: { indices: readonly number[]; onChoose(index: number): void }) {
  const [all, setAll] = useState(false);
  const shown = all ? indices : indices.slice(0, SHOWN);
  return (
    <span className="reasons-places mono">
      {shown.map((index) => (
        <button key={index} type="button" className="link" onClick={() => onChoose(index)}>
          [{index}]
        </button>
      ))}
      {shown.length < indices.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {indices.length - shown.length} more
        </button>
      )}
    </span>
  );
}

function NodeOf({
  group,
  view,
  onChoose,
}: {
  group: ErrorGroup;
  view: RunView;
  onChoose(node: string): void;
}) {
  return (
    <button type="button" className="link" onClick={() => onChoose(group.node)}>
      {view.nameOf(group.node)}
    </button>
  );
}
