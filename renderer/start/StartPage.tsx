import { Check, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FlowEntry } from '#contract/api';
import { type Flow, parseFlow } from '#contract/flow';
import { engine } from '#renderer/api';
import { useCatalogue } from '#renderer/catalogue';
import { Button, keyText, plural } from '#renderer/ui';
import { newFlow, openFlow, useWorkspace } from '#renderer/workspace';
import { FlowPicture } from './FlowPicture.tsx';
import './start.css';

/** What stands in the middle while no flow is open: the first flows of the workspace, and a new one. */
export function StartPage() {
  const { flows, loaded } = useWorkspace();
  const nodes = useCatalogue((state) => state.nodes.length);
  if (!loaded || nodes === 0) return <div className="start" />;
  const examples = flows.filter((flow) => flow.id?.startsWith('flw_example_'));
  const integrations = flows.filter((flow) => flow.id?.startsWith('flw_integration_'));
  const shown = (examples.length > 0 ? examples : flows).slice(0, 3);
  return (
    <div className="start">
      <div className="start-head">
        <div>
          <h1>Draw a flow</h1>
          <p className="muted">Say what starts it, add what it does, and watch items move when it runs.</p>
        </div>
        <Button look="primary" onClick={() => newFlow()}>
          <Plus size={14} aria-hidden />
          New flow
        </Button>
      </div>
      {shown.length > 0 && (
        <>
          <div className="row start-title">
            <b>{examples.length > 0 ? 'Or open one that works now' : 'Or go on with one of these'}</b>
            {examples.length > 0 && (
              <span className="tag tag-line">
                <Check size={12} aria-hidden />
                offline, no account
              </span>
            )}
          </div>
          <ul className="start-cards">
            {shown.map((flow) => (
              <FlowCard key={flow.path} entry={flow} />
            ))}
          </ul>
        </>
      )}
      {integrations.length > 0 && <Integrations flows={integrations} />}
      <Keys />
    </div>
  );
}

/** Examples with a service to start beside them. */
function Integrations({ flows }: { flows: readonly FlowEntry[] }) {
  return (
    <section className="start-more" aria-label="Integrations">
      <span className="muted">Integrations, each with a small service to start:</span>
      <ul>
        {flows.map(({ path, name }) => (
          <li key={path}>
            <button type="button" className="link" onClick={() => openFlow(path)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FlowCard({ entry }: { entry: FlowEntry }) {
  const [flow, setFlow] = useState<Flow>();
  useEffect(() => {
    engine.workspace
      .read({ path: entry.path })
      .then((file) => setFlow(parseFlow(file.text).flow))
      .catch(() => undefined);
  }, [entry.path]);
  return (
    <li className="card">
      <FlowPicture flow={flow} />
      <div className="card-text">
        <b>{entry.name}</b>
        <p className="muted">{flow?.description}</p>
        <div className="row">
          <Button onClick={() => openFlow(entry.path)}>Open</Button>
          <span className="cap">{flow && plural(Object.keys(flow.nodes).length, 'node')}</span>
        </div>
      </div>
    </li>
  );
}

const KEYS: readonly (readonly [string, string])[] = [
  ['Search or command', 'Ctrl K'],
  ['Add a node', 'type on the canvas'],
  ['Run', 'F5'],
  ['Outline for the keyboard', 'Alt O'],
  ['All keys', '?'],
];

function Keys() {
  return (
    <dl className="start-keys">
      {KEYS.map(([name, keys]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="kbd">{keyText(keys)}</dd>
        </div>
      ))}
    </dl>
  );
}
