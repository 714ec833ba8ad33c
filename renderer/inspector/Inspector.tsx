import { type KeyboardEvent, useMemo, useRef } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import type { Flow, FlowNode } from '#contract/flow';
import { NextTimes, TriggerState } from '#renderer/activation';
import { useDescription } from '#renderer/catalogue';
import { ConnectionField } from '#renderer/connections';
import { DataPanel, type NodeData, PinRow, useNodeData } from '#renderer/data';
import { useDocument } from '#renderer/document';
import { useChosenNode, useEditor } from '#renderer/editor';
import { SceneProvider } from '#renderer/expression';
import { formOf, ProblemLines } from '#renderer/form';
import { Button } from '#renderer/ui';
import { FormAddress, WebhookCalls } from '#renderer/webhook';
import { askReplacement } from './ask-replacement.ts';
import { InspectedProvider } from './inspector-context.ts';
import { NodeHead } from './NodeHead.tsx';
import { problemsElsewhere } from './node-problems.ts';
import { ParamFields } from './ParamFields.tsx';
import { RetrySection } from './RetrySection.tsx';
import { RunNodeButton } from './RunNodeButton.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import { useNodeScene } from './use-node-scene.ts';
import { useWantedParam } from './use-wanted-param.ts';
import './inspector.css';

/** The chosen node: its parameters, and under them what went in and what came out. */
export function Inspector() {
  const path = useEditor((state) => state.active);
  const chosen = useEditor(({ selected }) => selected.length);
  const flow = useDocument(path)?.history?.flow;
  const id = useChosenNode();
  const node = id === undefined ? undefined : flow?.nodes[id];
  return (
    <aside className="panel inspector" aria-label="Inspector" onKeyDown={backToCanvas}>
      {path !== undefined && id !== undefined && flow && node ? (
        <NodeInspector key={`${path} ${id}`} path={path} id={id} flow={flow} node={node} />
      ) : (
        <div className="empty">
          <b>{chosen > 1 ? `${chosen} chosen` : 'Nothing chosen'}</b>
          <span>Choose one node to see what it does.</span>
        </div>
      )}
    </aside>
  );
}

function backToCanvas(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  document.querySelector<HTMLElement>('.canvas')?.focus();
}

interface NodeInspectorProps {
  path: string;
  id: string;
  flow: Flow;
  node: FlowNode;
}

function NodeInspector({ path, id, flow, node }: NodeInspectorProps) {
  const layout = useDefaultLayout({ id: 'flowbench.inspector' });
  const data = useNodeData(path, id);
  const scene = useNodeScene(path, id, flow, data);
  const form = <NodeForm path={path} id={id} flow={flow} node={node} data={data} />;
  return (
    <SceneProvider value={scene}>
      {data.run || data.caught ? (
        <Group orientation="vertical" {...layout}>
          <Panel id="form" minSize={120} className="inspector-form">
            {form}
          </Panel>
          <Separator className="split split-row" />
          <Panel id="data" minSize={120} defaultSize="46%">
            <DataPanel path={path} node={id} data={data} />
          </Panel>
        </Group>
      ) : (
        <>
          <div className="inspector-form grow">{form}</div>
          <div className="data-none">
            <b>Data</b>
            <span>Run the flow to see what goes in and what comes out.</span>
            <PinRow path={path} node={id} ports={data.output.ports} given={undefined} />
          </div>
        </>
      )}
    </SceneProvider>
  );
}

function NodeForm({ path, id, flow, node, data }: NodeInspectorProps & { data: NodeData }) {
  const description = useDescription(node.type);
  const all = useDocument(path)?.problems;
  const problems = useMemo(() => (all ?? []).filter((problem) => problem.node === id), [all, id]);
  const fields = useMemo(() => formOf(description?.params), [description]);
  const keys = [...fields.map(({ key }) => key), ...SETTINGS_WITH_PLACE];
  const inspected = useMemo(() => ({ path, node: id, problems }), [path, id, problems]);
  const scroll = useRef<HTMLDivElement>(null);
  useWantedParam(scroll, id);
  const acts = description?.kind !== 'trigger' && description?.kind !== 'container';
  return (
    <InspectedProvider value={inspected}>
      <NodeHead path={path} id={id} node={node} description={description}>
        {description && description.kind !== 'trigger' && (
          <RunNodeButton path={path} id={id} node={node} data={data} />
        )}
      </NodeHead>
      <div className="inspector-scroll" ref={scroll}>
        <div className="form">
          <ProblemLines problems={problemsElsewhere(problems, keys)} />
          {description?.kind === 'trigger' && <TriggerState path={path} node={id} flow={flow} />}
          {node.type === 'trigger.form' && <FormAddress path={path} node={id} />}
          {node.type === 'trigger.webhook' && <WebhookCalls path={path} node={id} flow={flow} />}
          {(description?.connection || node.connection !== undefined) && (
            <ConnectionField
              path={path}
              id={id}
              flow={flow}
              node={node}
              accepted={description?.connection ?? []}
            />
          )}
          {description ? (
            <ParamFields fields={fields} path={[]} values={node.params ?? {}} />
          ) : (
            <>
              <p className="field-hint">
                The node type <span className="mono">{node.type}</span> is not known here. Its parameters are
                kept as they are.
              </p>
              <Button onClick={() => askReplacement(id)}>Replace with a known type</Button>
            </>
          )}
          {description?.byClock && <NextTimes path={path} node={id} flow={flow} />}
          {description && fields.length === 0 && <p className="field-hint">{description.summary}</p>}
        </div>
        {acts && <RetrySection node={node} description={description} />}
        <SettingsSection node={node} description={description} />
      </div>
    </InspectedProvider>
  );
}

/** Settings whose problems stand at their own fields. */
const SETTINGS_WITH_PLACE = [
  'retry',
  'onError',
  'timeout',
  'concurrency',
  'disabled',
  'runOnEmpty',
  'inDoubt',
  'notes',
  'connection',
];
