import { type NodeProps, NodeResizer } from '@xyflow/react';
import { ChevronDown } from 'lucide-react';
import { memo } from 'react';
import { useDescription } from '#renderer/catalogue';
import { edit } from '#renderer/document';
import { type NodeRun, useNodeRun } from '#renderer/run';
import { classes, formatCount, NodeTile, STATE_WORDS, StateGlyph } from '#renderer/ui';
import { setFolded } from './actions/fold.ts';
import { useCanvas } from './canvas-store.ts';
import { CONTAINER_H, CONTAINER_W, LIP_Y, snap } from './geometry.ts';
import { NameField } from './NameField.tsx';
import { faceState } from './NodeFace.tsx';
import { PinMark } from './PinMark.tsx';
import { PortList } from './PortList.tsx';
import { usePath } from './path-context.ts';
import { COLLECT_W, EACH_W, portPlaces } from './port-places.ts';
import { type FaceNode, sameFace } from './same-face.ts';
import { useNode, useProblem } from './use-node.ts';

/** A container: a head, room for nodes, and the lips by which items enter and leave. */
export const ContainerFace = memo(function ContainerFace(props: NodeProps<FaceNode>) {
  const { id, data, selected, width = CONTAINER_W, height = CONTAINER_H } = props;
  const path = usePath();
  const node = useNode(id);
  const type = useDescription(node?.type ?? '');
  const run = useNodeRun(path, id);
  const problem = useProblem(id);
  const target = useCanvas((state) => state.dropTarget === id);
  if (!node) return null;
  const state = faceState(node.disabled === true, type === undefined, run, problem?.severity);
  const { items, concurrency } = node.params ?? {};
  return (
    <div
      className={classes('box', `box-${state}`, selected && 'face-chosen', target && 'box-target')}
      data-empty={data.inside === 0}
    >
      {selected && (
        <NodeResizer
          minWidth={CONTAINER_W / 2}
          minHeight={CONTAINER_H / 2}
          onResizeEnd={(_, { x, y, width, height: high }) =>
            edit(
              path,
              { do: 'place', places: { [id]: [snap(x), snap(y), snap(width), snap(high)] } },
              'Resize',
            )
          }
        />
      )}
      <div className="box-head">
        <button
          type="button"
          className="box-fold nodrag"
          aria-label="Fold"
          aria-expanded
          onClick={() => setFolded(path, id, true)}
        >
          <ChevronDown size={14} aria-hidden />
        </button>
        <NodeTile group={type?.group ?? 'control'} icon={type?.icon ?? 'box'} />
        <NameField id={id} name={node.name ?? id} />
        {typeof items === 'string' && <span className="box-items cut">{items}</span>}
        {typeof concurrency === 'number' && concurrency > 1 && (
          <span className="tag tag-line">{concurrency} at a time</span>
        )}
        <span className="grow" />
        {run?.loop && (
          <span className="muted nowrap">
            {run.steps > 1
              ? `${formatCount(run.steps)} times`
              : `${formatCount(run.loop.ended)} of ${formatCount(run.loop.count)}`}
          </span>
        )}
        <PinMark id={id} />
        {state !== 'rest' && state !== 'later' && (
          <span className={`tag is-${state}`}>
            <StateGlyph state={state} silent />
            {run?.loop && run.loop.failed > 0 ? `${run.loop.failed} failed` : STATE_WORDS[state]}
          </span>
        )}
      </div>
      {run?.loop && <BoxProgress run={run} loop={run.loop} />}
      <span className="lip lip-each" style={{ top: LIP_Y - 12, width: EACH_W }}>
        each
      </span>
      <span className="lip lip-collect" style={{ top: LIP_Y - 12, width: COLLECT_W }}>
        collect{' '}
        {run?.loop && (
          <b className="lip-count mono">
            {formatCount(run.steps > 1 ? (run.out.done ?? 0) : run.loop.collected)}
          </b>
        )}
      </span>
      {data.inside === 0 && <span className="box-hint">Drop nodes here</span>}
      <PortList places={portPlaces(data.ports, { w: width, h: height }, true)} joined={data.joined} />
    </div>
  );
}, sameFace);

function BoxProgress({ run, loop }: { run: NodeRun; loop: NonNullable<NodeRun['loop']> }) {
  if (run.state !== 'running' || loop.count === 0) return null;
  return (
    <div className="box-progress">
      <i style={{ width: `${Math.round((loop.ended / loop.count) * 100)}%` }} />
    </div>
  );
}
