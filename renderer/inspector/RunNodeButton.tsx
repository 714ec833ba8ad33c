import { Play } from 'lucide-react';
import { useState } from 'react';
import type { FlowNode } from '#contract/flow';
import type { NodeData } from '#renderer/data';
import { runNode } from '#renderer/run';
import { IconButton } from '#renderer/ui';

interface RunNodeButtonProps {
  path: string;
  id: string;
  node: FlowNode;
  data: NodeData;
}

/** Runs the node by itself, on the items it got in the run that is shown. */
export function RunNodeButton({ path, id, node, data }: RunNodeButtonProps) {
  const [asked, setAsked] = useState(false);
  const busy = asked || data.run?.status === 'running';
  const run = () => {
    setAsked(true);
    runNode(path, stepOf(id, node, data), data.run?.run).finally(() => setAsked(false));
  };
  const text = data.run ? 'Run this node on the items it got' : "Run this node on the trigger's sample";
  return <IconButton small name={text} disabled={busy} icon={<Play size={14} aria-hidden />} onClick={run} />;
}

/** Where the node stands in the run shown; where it has not run yet, beside the node that lends its items. */
function stepOf(id: string, node: FlowNode, { step, input }: NodeData): string {
  if (step !== undefined) return step;
  const lent = input.source?.step;
  if (lent === undefined) return id;
  // A container hands its items inside: the node begins in the first iteration.
  if (lent.slice(lent.lastIndexOf('/') + 1) === node.in) return `${lent}/each[0]/${id}`;
  return `${lent.slice(0, lent.lastIndexOf('/') + 1)}${id}`;
}
