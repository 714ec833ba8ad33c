import type { NodeProps } from '@xyflow/react';
import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { useDescription } from '#renderer/catalogue';
import { type NodeRun, useNodeRun } from '#renderer/run';
import { classes, type NodeState, NodeTile, plural, STATE_WORDS, StateGlyph } from '#renderer/ui';
import { setFolded } from './actions/fold.ts';
import { NODE_H, NODE_W } from './geometry.ts';
import { typeLine } from './key-fact.ts';
import { LastLine } from './LastLine.tsx';
import { NameField } from './NameField.tsx';
import { PinMark } from './PinMark.tsx';
import { PortList } from './PortList.tsx';
import { usePath } from './path-context.ts';
import { portPlaces } from './port-places.ts';
import { type FaceNode, sameFace } from './same-face.ts';
import { useNode, useProblem } from './use-node.ts';

/** States that need no word on the face. */
const QUIET: readonly NodeState[] = ['rest', 'later', 'done', 'warning', 'skipped', 'disabled'];

/** A node on the canvas: what it is, how it stands, what it did. */
export const NodeFace = memo(function NodeFace(props: NodeProps<FaceNode>) {
  const { id, data, selected, width = NODE_W, height = NODE_H } = props;
  const path = usePath();
  const node = useNode(id);
  const type = useDescription(node?.type ?? '');
  const run = useNodeRun(path, id);
  const problem = useProblem(id);
  if (!node) return null;
  const { ports, folded, inside } = data;
  const state = faceState(node.disabled === true, type === undefined, run, problem?.severity);
  return (
    <div className={classes('face', `face-${state}`, selected && 'face-chosen', folded && 'face-folded')}>
      <div className="face-head">
        <NodeTile group={type?.group ?? 'apps'} icon={type?.icon ?? 'box'} />
        <NameField id={id} name={node.name ?? id} />
        <PinMark id={id} />
        {state !== 'rest' && state !== 'disabled' && <StateGlyph state={state} />}
      </div>
      <div className="face-type">
        {folded ? (
          <button type="button" className="face-unfold nodrag" onClick={() => setFolded(path, id, false)}>
            <ChevronRight size={11} aria-hidden />
            <span className="cut">
              {type?.title}, {plural(inside, 'node')} folded
            </span>
          </button>
        ) : (
          <span className="cut grow">{typeLine(node, type)}</span>
        )}
        {!QUIET.includes(state) && <span className={`face-word is-${state}`}>{STATE_WORDS[state]}</span>}
      </div>
      {run && <Progress run={run} />}
      <div className="face-last">
        <LastLine node={node} run={run} problem={problem} trigger={ports.trigger} />
      </div>
      <PortList places={portPlaces(ports, { w: width, h: height }, false)} joined={data.joined} />
    </div>
  );
}, sameFace);

function Progress({ run }: { run: NodeRun }) {
  if (run.state !== 'running') return null;
  const [done, all] = run.loop ? [run.loop.ended, run.loop.count] : [run.settled ?? 0, run.itemsIn];
  if (all < 2) return null;
  return (
    <div className="face-progress">
      <i style={{ width: `${Math.round((done / all) * 100)}%` }} />
    </div>
  );
}

/** A run's state goes before what is wrong with the drawing. */
export function faceState(
  disabled: boolean,
  unknown: boolean,
  run: NodeRun | undefined,
  problem: 'error' | 'warning' | undefined,
): NodeState {
  if (unknown) return 'placeholder';
  if (disabled) return 'disabled';
  if (run) return run.state;
  return problem === undefined ? 'rest' : 'warning';
}
