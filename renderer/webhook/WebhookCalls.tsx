import { Radio, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Flow, FlowNode } from '#contract/flow';
import { curlLine } from '#contract/node';
import { useActivation } from '#renderer/activation';
import { useConnection } from '#renderer/api';
import { forgetSample, useSample } from '#renderer/sample';
import { Button, CopyLine, formatMs, formatTime, StateGlyph } from '#renderer/ui';
import { type Capture, startCapture, stopCapture, useCapture } from './capture.ts';
import './webhook.css';

interface WebhookCallsProps {
  path: string;
  node: string;
  flow: Flow;
}

/** Where a form page is opened. */
export function FormAddress({ path, node }: { path: string; node: string }) {
  const url = useAddress(path, node);
  return (
    <section className="webhook-calls" aria-label="Address of this page">
      {url === undefined ? <NotYet /> : <CopyLine label="URL" text={url} />}
    </section>
  );
}

/** Where a webhook is called, and waiting for a call to build the flow with. */
export function WebhookCalls({ path, node, flow }: WebhookCallsProps) {
  const url = useAddress(path, node);
  const curl = url === undefined ? undefined : curlLine(url, optionsOf(flow.nodes[node]));
  return (
    <section className="webhook-calls" aria-label="Calls of this webhook">
      {url === undefined || curl === undefined ? (
        <NotYet />
      ) : (
        <>
          <CopyLine label="URL" text={url} />
          <CopyLine label="cURL" text={curl} />
        </>
      )}
      <Waiting path={path} node={node} />
    </section>
  );
}

function NotYet() {
  return <p className="field-hint">Its URL appears here once the flow is active, and stays the same.</p>;
}

/** Where a trigger listens now. */
function useAddress(path: string, node: string): string | undefined {
  const trigger = useActivation(path)?.triggers.find((entry) => entry.node === node);
  return trigger?.condition.state === 'listening' ? trigger.condition.url : undefined;
}

function Waiting({ path, node }: { path: string; node: string }) {
  const capture = useCapture((state) => state.capture);
  const sample = useSample(path);
  const open = useConnection((state) => state.state === 'open');
  if (capture?.path === path && capture.node === node) return <WaitsForCall capture={capture} />;
  const mine = sample?.trigger === node ? sample : undefined;
  return (
    <>
      {mine && (
        <p className="webhook-caught" role="status">
          <StateGlyph state="done" silent />
          <span className="grow">
            Caught a call at {formatTime(mine.at)}. Previews and runs by hand begin with it.
          </span>
          <Button small look="bare" onClick={() => forgetSample(path)}>
            Forget it
          </Button>
        </p>
      )}
      <div className="row">
        <Button disabled={!open} onClick={() => startCapture(path, node)}>
          <Radio size={14} aria-hidden />
          {mine ? 'Wait for another call' : 'Wait for a call'}
        </Button>
      </div>
    </>
  );
}

function WaitsForCall({ capture }: { capture: Capture }) {
  const { address, refused, since } = capture;
  return (
    <div className="webhook-waits">
      <div className="row">
        <StateGlyph state="running" silent />
        <b role="status" className="grow">
          {address ? 'Waiting for a call' : 'Getting ready…'}
        </b>
        <Elapsed since={since} />
        {/* The button that was pressed has become this one. */}
        <Button small autoFocus onClick={stopCapture}>
          <X size={12} aria-hidden />
          Cancel
        </Button>
      </div>
      {address && (
        <>
          <p className="field-hint">
            Call this test URL. The first call becomes the sample; it starts no run and is not kept.
          </p>
          <CopyLine label="URL" text={address.url} />
          <CopyLine label="cURL" text={address.curl} />
        </>
      )}
      {refused !== undefined && (
        <p className="field-error" role="alert">
          A call came that cannot be used: {refused}
        </p>
      )}
    </div>
  );
}

function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  return <span className="cap">{seconds === 0 ? '' : formatMs(seconds * 1000)}</span>;
}

/** What its parameters say of how it is called. */
function optionsOf(node: FlowNode | undefined): {
  method: string | undefined;
  contentType: string | undefined;
} {
  const { method, contentTypes } = node?.params ?? {};
  const type: unknown = Array.isArray(contentTypes) ? contentTypes[0] : undefined;
  return {
    method: typeof method === 'string' && method !== 'ANY' ? method : undefined,
    contentType: typeof type === 'string' ? type : undefined,
  };
}
