import { create } from 'zustand';
import type { FlowActivation } from '#contract/api';
import { engine, follow } from '#renderer/api';

interface Activations {
  /** By path in the workspace; flows that were never active are missing. */
  flows: Readonly<Record<string, FlowActivation>>;
}

/** Which flows are active, and how their triggers are. */
export const useActivations = create<Activations>(() => ({ flows: {} }));

/** Subscribes to how a flow is; undefined while it was never active. */
export function useActivation(path: string | undefined): FlowActivation | undefined {
  return useActivations(({ flows }) => (path === undefined ? undefined : flows[path]));
}

/** Puts in place what the engine says of one flow. */
export function setActivation(activation: FlowActivation): void {
  useActivations.setState(({ flows }) => ({ flows: { ...flows, [activation.path]: activation } }));
}

/** Asks the engine anew: a file that was written may have changed since its flow was activated. */
export async function refreshActivations(): Promise<void> {
  setAll(await engine.triggers.list());
}

/** Follows what the engine says until `signal` aborts; `onNews` hears each time: runs may have been started. */
export function startActivations(signal: AbortSignal, onNews: () => void): void {
  const take = (list: readonly FlowActivation[]): void => {
    setAll(list);
    onNews();
  };
  follow((until) => engine.triggers.watch(undefined, { signal: until }), take, signal).catch(() => undefined);
}

function setAll(list: readonly FlowActivation[]): void {
  useActivations.setState({ flows: Object.fromEntries(list.map((flow) => [flow.path, flow])) });
}
