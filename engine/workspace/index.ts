export { contentHash } from './content-hash.ts';
export { findFlows, isLeftOut } from './find-flows.ts';
export { type FileOnDisk, Workspace } from './workspace.ts';
export { WorkspaceError } from './workspace-error.ts';
