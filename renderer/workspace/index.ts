export { moveFlow, removeFlow, renameFlow } from './change-flow.ts';
export { freshFlowId, loadFlow, newFlow, openFlow } from './open-flow.ts';
export { WorkspaceTree } from './WorkspaceTree.tsx';
export { refreshWorkspace, startWorkspace, useWorkspace, workspaceLoaded } from './workspace.ts';
