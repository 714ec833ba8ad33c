import { catalogue } from './catalogue.ts';
import { connections } from './connections.ts';
import { debug } from './debug.ts';
import { events } from './events.ts';
import { flows } from './flows.ts';
import { runs } from './runs.ts';
import { triggers } from './triggers.ts';
import { tunnel } from './tunnel.ts';
import { workspace } from './workspace.ts';

export type { ExpressionHelper } from './catalogue.ts';
export type { CredentialTest } from './connections.ts';
export type { DebugPause, DebugScope, DebugView } from './debug.ts';
export type { EventDetail, EventEntry, InboxState, RefusedEvents, SampleNews } from './events.ts';
export type { FlowCheck, Preview } from './flows.ts';
export { FILE_PART, type ItemPage, type RunEntry, type RunFact, type RunListStatus } from './runs.ts';
export type { ActivationState, FlowActivation, TriggerEntry } from './triggers.ts';
export type { TunnelName, TunnelStatus } from './tunnel.ts';
export type {
  FileChange,
  Fixtures,
  FlowEntry,
  FlowFile,
  PackFile,
  PackReport,
  TrustReport,
} from './workspace.ts';

/** Every call between the window and the engine: what goes in, what comes out, what can go wrong. */
export const api = { workspace, catalogue, flows, runs, triggers, connections, events, tunnel, debug };
