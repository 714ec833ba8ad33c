import { calls } from './base.ts';
import { catalogueCalls } from './catalogue.ts';
import { connectionCalls } from './connections.ts';
import { debugCalls } from './debug.ts';
import { eventCalls } from './events.ts';
import { flowCalls } from './flows.ts';
import { runCalls } from './runs.ts';
import { triggerCalls } from './triggers.ts';
import { tunnelCalls } from './tunnel.ts';
import { workspaceCalls } from './workspace.ts';

/** Answers every agreed call. */
export const router = calls.router({
  workspace: workspaceCalls,
  catalogue: catalogueCalls,
  flows: flowCalls,
  runs: runCalls,
  connections: connectionCalls,
  triggers: triggerCalls,
  events: eventCalls,
  debug: debugCalls,
  tunnel: tunnelCalls,
});
