export { ActivationMark } from './ActivationMark.tsx';
export { ActivationSwitch } from './ActivationSwitch.tsx';
export { ActiveFlows, ActiveFlowsButton } from './ActiveFlows.tsx';
export { refreshActivations, startActivations, useActivation } from './activations.ts';
export { NextTimes } from './NextTimes.tsx';
export { showOverview } from './overview-store.ts';
export { activateFlow, deactivateFlow, isActive } from './switch-flow.ts';
export { TriggerState } from './TriggerState.tsx';
